import { Router } from '@koa/router';
import type { Context as KoaContext } from 'koa';
import type { Context } from '#domain/context.ts';
import { AppError } from '#lib/errors.ts';
import { addLogContext } from '#lib/logger.ts';
import { execute } from './execute.ts';
import { once, type Answer } from './middleware/idempotency.ts';
import { jsonBody } from './middleware/json-body.ts';
import type { ApiServices, Operation } from './operation.ts';

/** Finds out who calls. @throws AppError unauthenticated, forbidden (suspended, foreign origin) */
export type Authenticate = (ctx: KoaContext) => Promise<Context>;

export type NamedOperation = { id: string; op: Operation };

/** Routes for every operation, below /api/v1. */
export function operationRoutes(
  operations: readonly NamedOperation[],
  services: ApiServices,
  authenticate: Authenticate,
): Router {
  const router = new Router({ prefix: '/api/v1' });
  for (const { id, op } of operations) {
    router[op.method](op.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (http) => {
      const caller = await authenticate(http);
      addLogContext({
        tenant_id: caller.tenantId,
        ...(caller.actor.type === 'user' && caller.actor.id ? { user_id: caller.actor.id } : {}),
      });
      const body = op.body || op.method !== 'get' ? await jsonBody(http.req) : undefined;
      const ifMatch = version(http.get('if-match'));
      const run = async (ctx: Context): Promise<Answer> => ({
        status: op.status ?? (op.output ? 200 : 204),
        body: await execute(op, services, ctx, {
          params: http['params'],
          query: { ...http.query },
          body,
          ...(ifMatch === undefined ? {} : { ifMatch }),
        }),
      });
      const key = http.get('idempotency-key');
      if (op.idempotent && key) {
        const request = { key, operation: id, body: [http.path, body ?? null] };
        const answer = await once(services, caller, request, run);
        if (answer.replayed) http.set('Idempotent-Replayed', 'true');
        send(http, answer);
      } else {
        send(http, await run(caller));
      }
    });
  }
  return router;
}

function send(http: KoaContext, { status, body }: Answer): void {
  http.body = body ?? null;
  http.status = status;
  http.set('Cache-Control', 'no-store');
  if (typeof body === 'object' && body !== null && 'version' in body) {
    http.set('ETag', `"${String(body.version)}"`);
  }
}

/** The version an If-Match names: `"3"`. @throws AppError precondition_failed for a tag we never gave */
function version(header: string): number | undefined {
  if (!header || header === '*') return undefined;
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header);
  if (!match)
    throw new AppError('precondition_failed', 'If-Match does not name a version of this resource');
  return Number(match[1]);
}
