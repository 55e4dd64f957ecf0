import type { z } from 'zod';
import type { Context, Services } from '#domain/context.ts';
import type { FieldError } from '#lib/errors.ts';
import type { IfMatch } from '#domain/if-match.ts';
import type { KeptAnswer } from '#domain/idempotency/keep-answers.ts';
import type { Permission } from '#domain/permissions.ts';
import type { SendTogether } from '#domain/messaging/send-together.ts';
import type { Identity } from './identity/create.ts';
import type { Reasons } from './problems.ts';

/** What operations work with: the domain's services, identity, and the shared transactions. */
export type ApiServices = Services & { identity: Identity; sendTogether: SendTogether };

type Schema = z.ZodType;
type Shape = z.ZodObject;
type Out<S> = S extends Schema ? z.output<S> : undefined;

/** A handler's input, parsed and checked. `ifMatch` is the versions in If-Match. */
export type Input<P, Q, B> = { params: Out<P>; query: Out<Q>; body: Out<B>; ifMatch?: IfMatch };

/** One API operation: declared once, used by HTTP, OpenAPI and the pages' in-process calls. */
export type Operation<
  P extends Shape | undefined = Shape | undefined,
  Q extends Shape | undefined = Shape | undefined,
  B extends Schema | undefined = Schema | undefined,
  O extends Schema | undefined = Schema | undefined,
> = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Path below /api/v1, with parameters in braces as in OpenAPI: `/contacts/{id}`. */
  path: string;
  summary: string;
  /** The permission that the caller needs; null for any signed-in caller. */
  permission: Permission | null;
  params?: P;
  query?: Q;
  body?: B;
  /** Absent for 204. */
  output?: O;
  /** For a resource (`needs`): fields that are returned even without the right to read it. @default TOLD */
  told?: readonly string[];
  /** @default 200, or 204 without output */
  status?: number;
  /** Whether the operation may refuse with 429 and Retry-After. */
  limited?: boolean;
  /** What its refusals mean beyond their status, with the values of `reason`; for the OpenAPI document. */
  reasons?: Reasons;
  /** A POST that creates or sends: supports Idempotency-Key. */
  idempotent?: boolean;
  /** The resource has versions, and the handler compares those of If-Match; others refuse the header. */
  conditional?: boolean;
  /**
   * Returns what only the handler would refuse of a body that has other faults too, so that a client learns of all
   * faults at once.
   * @param given.body the fields that are valid by themselves
   */
  faults?(
    services: ApiServices,
    ctx: Context,
    given: { params: Out<P>; body: Record<string, unknown> },
  ): Promise<FieldError[]>;
  /**
   * The same as server-sent events, for a client that accepts `text/event-stream`. What is thrown before the first
   * event is a problem, what is thrown later an event `error`.
   */
  stream?(services: ApiServices, ctx: Context, input: Input<P, Q, B>): AsyncGenerator<ServerEvent>;
  // Method syntax, so that operations of different types fit one list.
  handler(
    services: ApiServices,
    ctx: Context,
    input: Input<P, Q, B>,
  ): Promise<O extends Schema ? z.input<O> : void>;
  /**
   * The fast path for frequent calls: handles a whole call, including its Idempotency-Key record, in a transaction
   * shared with other calls. Null: this call must run on its own. The answer contains the `id` of what was created.
   */
  together?(
    services: ApiServices,
    ctx: Context,
    input: Input<P, Q, B>,
    keep: Keep | null,
  ): Promise<(O extends Schema ? z.input<O> : void) | null>;
};

/** A request's Idempotency-Key, and what is stored under it once the answer is known. */
export type Keep = { key: string; answer(made: { id: string }): KeptAnswer };

/** One server-sent event; its data is sent as JSON. */
export type ServerEvent = { event: string; data: unknown };

/** Declares an operation. It returns its argument and exists only to infer the types. */
export const operation = <
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends Schema | undefined = undefined,
  O extends Schema | undefined = undefined,
>(
  declared: Operation<P, Q, B, O>,
): Operation<P, Q, B, O> => declared;

/** A caller's input before parsing. */
export type RawInput = { params?: unknown; query?: unknown; body?: unknown; ifMatch?: IfMatch };

type Part<Name extends string, S> = S extends Schema ? { [K in Name]: z.input<S> } : unknown;
type OptionalPart<Name extends string, S> = S extends Schema
  ? { [K in Name]?: z.input<S> }
  : unknown;

/** An operation as an in-process function, as pages use it. */
export type Caller<T> =
  T extends Operation<infer P, infer Q, infer B, infer O>
    ? (
        input: Part<'params', P> &
          OptionalPart<'query', Q> &
          Part<'body', B> & { ifMatch?: IfMatch },
      ) => Promise<O extends Schema ? z.output<O> : void>
    : never;
