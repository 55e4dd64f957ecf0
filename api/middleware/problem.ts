import type { Middleware } from 'koa';
import { STATUS_CODES } from 'node:http';
import { AppError } from '#lib/errors.ts';
import type { Logger } from '#lib/logger.ts';
import { isUnreadable } from '#lib/crypto.ts';
import { asAppError } from './translate.ts';

/** Turns every error into RFC 9457 problem+json. An unexpected error is logged and becomes a 500. */
export const problem =
  (logger: Logger): Middleware =>
  async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined)
        throw new AppError('not_found', 'No such page');
    } catch (thrown) {
      const error = asAppError(thrown);
      // Stored data is damaged; that is not the caller's fault.
      if (!error || isUnreadable(thrown)) {
        logger.error({ err: thrown }, 'request failed');
      }
      const status = error?.status ?? 500;
      const { errors, retryAfter, extra } = error?.detail ?? {};
      ctx.status = status;
      ctx.body = {
        type: `https://assent.dev/problems/${error?.kind ?? 'internal'}`,
        title: STATUS_CODES[status],
        status,
        detail:
          error?.message ??
          'Something went wrong on our side; it is in the log under this request id',
        instance: ctx.path,
        request_id: ctx.state['requestId'],
        ...(errors ? { errors } : {}),
        ...extra,
      };
      ctx.type = 'application/problem+json';
      if (retryAfter !== undefined)
        ctx.set('Retry-After', String(Math.max(1, Math.ceil(retryAfter))));
    }
  };
