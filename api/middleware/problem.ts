import type { Middleware } from 'koa';
import { STATUS_CODES } from 'node:http';
import { AppError } from '#lib/errors.ts';
import type { Logger } from '#lib/logger.ts';
import { isUnreadable } from '#lib/crypto.ts';
import { asAppError } from './translate.ts';

/** Where an error happened, for its problem details. */
type Place = { instance: string; requestId: unknown };

/** Returns an error as RFC 9457 problem details. An unexpected error is logged and becomes a 500. */
export function problemOf(logger: Logger, thrown: unknown, { instance, requestId }: Place) {
  const error = asAppError(thrown);
  // Stored data is damaged; that is not the caller's fault.
  if (!error || isUnreadable(thrown)) {
    logger.error({ err: thrown }, 'request failed');
  }
  const status = error?.status ?? 500;
  const { errors, retryAfter, extra, problem: type } = error?.detail ?? {};
  const problem = {
    type: `https://assent.dev/problems/${type ?? error?.kind ?? 'internal'}`,
    title: STATUS_CODES[status],
    status,
    detail:
      error?.message ?? 'Something went wrong on our side; it is in the log under this request id',
    instance,
    request_id: requestId,
    ...(errors ? { errors } : {}),
    ...extra,
  };
  const seconds = retryAfter === undefined ? undefined : Math.max(1, Math.ceil(retryAfter));
  return { problem, retryAfter: seconds };
}

/** Turns every error into RFC 9457 problem+json. */
export const problem =
  (logger: Logger): Middleware =>
  async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined)
        throw new AppError('not_found', 'No such page');
    } catch (thrown) {
      const { problem: body, retryAfter } = problemOf(logger, thrown, {
        instance: ctx.path,
        requestId: ctx.state['requestId'],
      });
      ctx.status = body.status;
      ctx.body = body;
      ctx.type = 'application/problem+json';
      if (retryAfter !== undefined) ctx.set('Retry-After', String(retryAfter));
    }
  };
