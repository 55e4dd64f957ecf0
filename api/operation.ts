import type { z } from 'zod';
import type { Context, Services } from '#domain/context.ts';
import type { KeptAnswer } from '#domain/idempotency/keep-answers.ts';
import type { Permission } from '#domain/permissions.ts';
import type { SendTogether } from '#domain/messaging/send-together.ts';
import type { Identity } from './identity/create.ts';

/** What operations work with: the domain's services, and who is who. */
export type ApiServices = Services & { identity: Identity; sendTogether: SendTogether };

type Schema = z.ZodType;
type Shape = z.ZodObject;
type Out<S> = S extends Schema ? z.output<S> : undefined;

/** What a handler receives: parsed and trusted. `ifMatch` is the version named by If-Match. */
export type Input<P, Q, B> = { params: Out<P>; query: Out<Q>; body: Out<B>; ifMatch?: number };

/** One API operation: declared once, used by HTTP, OpenAPI and the pages' in-process calls. */
export type Operation<
  P extends Shape | undefined = Shape | undefined,
  Q extends Shape | undefined = Shape | undefined,
  B extends Schema | undefined = Schema | undefined,
  O extends Schema | undefined = Schema | undefined,
> = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api/v1, parameters in braces as in OpenAPI: `/contacts/{id}`. */
  path: string;
  summary: string;
  /** The right the caller needs; null for any signed-in caller. */
  permission: Permission | null;
  params?: P;
  query?: Q;
  body?: B;
  /** Absent for 204. */
  output?: O;
  /** Of a resource (`needs`): fields that are answered also without the right to read it. @default TOLD */
  told?: readonly string[];
  /** @default 200, or 204 without output */
  status?: number;
  /** May be too much for its caller: 429 with Retry-After. */
  limited?: boolean;
  /** A POST that creates or sends: honours Idempotency-Key. */
  idempotent?: boolean;
  // Method syntax, so that operations of different types fit one list.
  handler(
    services: ApiServices,
    ctx: Context,
    input: Input<P, Q, B>,
  ): Promise<O extends Schema ? z.input<O> : void>;
  /**
   * The quick way for calls that come many at a time: the whole of one, with what its Idempotency-Key keeps, in a
   * transaction it shares with others. Null: not this one, it goes the ordinary way. `id` of what it made is in the
   * answer.
   */
  together?(
    services: ApiServices,
    ctx: Context,
    input: Input<P, Q, B>,
    keep: Keep | null,
  ): Promise<(O extends Schema ? z.input<O> : void) | null>;
};

/** A request's Idempotency-Key, and what is kept under it once the answer is known. */
export type Keep = { key: string; answer(made: { id: string }): KeptAnswer };

/** Declares an operation; only there to infer its types. */
export const operation = <
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends Schema | undefined = undefined,
  O extends Schema | undefined = undefined,
>(
  declared: Operation<P, Q, B, O>,
): Operation<P, Q, B, O> => declared;

/** What any caller hands over before anything is parsed. */
export type RawInput = { params?: unknown; query?: unknown; body?: unknown; ifMatch?: number };

type Part<Name extends string, S> = S extends Schema ? { [K in Name]: z.input<S> } : unknown;
type OptionalPart<Name extends string, S> = S extends Schema
  ? { [K in Name]?: z.input<S> }
  : unknown;

/** The in-process form of an operation, as pages use it. */
export type Caller<T> =
  T extends Operation<infer P, infer Q, infer B, infer O>
    ? (
        input: Part<'params', P> &
          OptionalPart<'query', Q> &
          Part<'body', B> & { ifMatch?: number },
      ) => Promise<O extends Schema ? z.output<O> : void>
    : never;
