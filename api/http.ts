import { Router } from '@koa/router';
import type { Context as KoaContext, Middleware } from 'koa';
import type { Context } from '#domain/context.ts';
import { hasSecrets, withoutSecrets } from '#domain/idempotency/secrets.ts';
import { AppError } from '#lib/errors.ts';
import { addLogContext, type Logger } from '#lib/logger.ts';
import { admit, execute, permit } from './execute.ts';
import {
  callersKey,
  keyIn,
  prepareKeptAnswer,
  once,
  type Answer,
} from './middleware/idempotency.ts';
import { refuseKey, sendEvents, wantsEvents, whenGone } from './events.ts';
import { sendAsItIs } from './middleware/compressed.ts';
import { jsonBody } from './middleware/json-body.ts';
import type { ApiServices, Operation, RawInput } from './operation.ts';
import { seenBy } from './seen-by.ts';
import { whileAllowed } from './still-allowed.ts';

/**
 * Identifies the caller.
 * @throws {AppError} unauthenticated, forbidden (suspended, foreign origin)
 */
export type Authenticate = (ctx: KoaContext) => Promise<Context>;

export type NamedOperation = { id: string; op: Operation };

const PREFIX = '/api/v1';

/**
 * Creates the routes of every operation, below /api/v1. `direct` finds paths without parameters by their exact text; a
 * router tries the patterns of all routes in turn.
 */
export function operationRoutes(
  operations: readonly NamedOperation[],
  services: ApiServices,
  authenticate: Authenticate,
  logger: Logger,
): { router: Router; direct: Middleware } {
  const router = new Router({ prefix: PREFIX });
  const fixed = new Map<string, { path: string; run: (http: KoaContext) => Promise<void> }>();
  for (const { id, op } of operations) {
    const run = async (http: KoaContext): Promise<void> => {
      const caller = await callerOf(op, http, authenticate);
      addLogContext({
        tenant_id: caller.tenantId,
        ...(caller.actor.type === 'user' && caller.actor.id ? { user_id: caller.actor.id } : {}),
      });
      // The permission comes first: before a stored answer is returned, and before the body is read.
      permit(op, caller);
      if (hasSecrets(op.output)) sendAsItIs(http);
      const body = op.body || op.method !== 'get' ? await jsonBody(http.req) : undefined;
      const ifMatch = op.method === 'get' ? undefined : versions(http.headers['if-match']);
      // RFC 9110 §13.1.1: what has no version matches none. To ignore the header would lose an update.
      if (ifMatch !== undefined && !op.conditional) throw noVersions();
      const raw: RawInput = {
        params: http['params'],
        query: { ...http.query },
        body,
        ...(ifMatch === undefined ? {} : { ifMatch }),
      };
      if (op.stream && wantsEvents(http)) {
        if (op.idempotent) refuseKey(http);
        const events = op.stream(services, caller, admit(op, caller, raw));
        const needed = op.permission ? [op.permission] : [];
        return sendEvents(http, whileAllowed(caller, needed, events), logger);
      }
      const status = op.status ?? (op.output ? 200 : 204);
      const key = op.idempotent ? keyIn(http) : undefined;
      const request =
        key === undefined
          ? null
          : {
              key,
              operation: id,
              body: [http.path, http.querystring, body ?? null],
              keep: (answer: unknown) => withoutSecrets(op.output, answer),
            };
      const quick = op.together && (await together(op, services, caller, raw, status, request));
      if (quick) return send(http, quick);
      const alone = async (ctx: Context): Promise<Answer> => ({
        status,
        body: await execute(op, services, ctx, raw),
      });
      if (request) {
        const answer = await once(services, caller, request, alone);
        if (answer.replayed) http.set('Idempotent-Replayed', 'true');
        // A caller who may see less by now also sees less of a stored answer.
        send(http, { status, body: seenBy(caller, op.output, answer.body, op.told) });
      } else {
        send(http, await alone(caller));
      }
    };
    const path = op.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router[op.method](path, run);
    if (path === op.path) {
      fixed.set(`${op.method.toUpperCase()} ${PREFIX}${path}`, { path: `${PREFIX}${path}`, run });
    }
  }
  const direct: Middleware = async (http, next) => {
    const route = fixed.get(`${http.method} ${http.path}`);
    if (!route) return next();
    // As the router does, for the access log.
    http['_matchedRoute'] = route.path;
    await route.run(http);
  };
  return { router, direct };
}

/** Identifies the caller; of an operation that takes long it is noticed when they go. */
async function callerOf(
  op: Operation,
  http: KoaContext,
  authenticate: Authenticate,
): Promise<Context> {
  const caller = await authenticate(http);
  return op.stream ? { ...caller, gone: whenGone(http) } : caller;
}

/**
 * Runs an operation in a shared transaction, if it can.
 * @returns null when the call must run on its own
 */
async function together(
  op: Operation,
  services: ApiServices,
  ctx: Context,
  raw: RawInput,
  status: number,
  request: Parameters<typeof prepareKeptAnswer>[2] | null,
): Promise<Answer | null> {
  const keep = request && (await prepareKeptAnswer(services, ctx, request));
  const answers = new Map<unknown, Answer>();
  const answerOf = (made: unknown): Answer => {
    const answer = answers.get(made) ?? {
      status,
      body: seenBy(ctx, op.output, op.output?.parse(made), op.told),
    };
    answers.set(made, answer);
    return answer;
  };
  const made = await op.together?.(
    services,
    ctx,
    admit(op, ctx, raw),
    request &&
      keep && {
        key: callersKey(ctx, request.key),
        answer: (one) => keep(answerOf(one), one.id),
      },
  );
  return made ? answerOf(made) : null;
}

function send(http: KoaContext, { status, body }: Answer): void {
  http.body = body ?? null;
  http.status = status;
  http.set('Cache-Control', 'no-store');
  if (typeof body === 'object' && body !== null && 'version' in body) {
    http.set('ETag', `"${String(body.version)}"`);
  }
}

/** An entity tag; it may contain a comma. */
const TAG = /(?:W\/)?"[^"]*"/g;

/**
 * Returns the versions in an If-Match header (RFC 9110, 13.1.1): `"3"`, or `"3", "4"` where one must match. Tags that
 * are not ours match nothing.
 * @param header undefined where there is none
 * @throws {AppError} precondition_failed for a list without a version of ours, also an empty one
 */
function versions(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const isList = /^[\s,]*$/.test(header.replace(TAG, ''));
  const tags = isList ? (header.match(TAG) ?? []) : [];
  const named = tags.flatMap((tag) => /^(?:W\/)?"(\d{1,9})"$/.exec(tag)?.[1] ?? []).map(Number);
  if (!named.length)
    throw new AppError('precondition_failed', 'If-Match does not name a version of this resource');
  return named;
}

const noVersions = (): AppError =>
  new AppError('precondition_failed', 'This operation compares no versions: leave out If-Match');
