import type { Middleware } from 'koa';
import { newId } from '#lib/ids.ts';
import { withLogContext } from '#lib/logger.ts';

const SANE = /^[A-Za-z0-9._-]{8,128}$/;

/** Gives every request an id: the client's if it is well-formed. It is in the answer and in every log line. */
export const requestId: Middleware = async (ctx, next) => {
  const given = ctx.get('x-request-id');
  const id = SANE.test(given) ? given : newId();
  ctx.state['requestId'] = id;
  ctx.set('X-Request-Id', id);
  await withLogContext({ request_id: id }, next);
};
