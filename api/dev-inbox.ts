import { Router } from '@koa/router';
import type { Context as KoaContext } from 'koa';
import { AppError, notFound } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';
import { bodyBytes } from './body-bytes.ts';
import { isOwnHost, isOwnOrigin } from './own-hosts.ts';

/** Size limit of a text or mail that is sent in, in bytes. */
const LIMIT = 128 * 1024;

/**
 * Serves what the local mail and SMS receivers received; only in development.
 * @param receiversUrl base URL of the receivers
 * @param publicUrl our own base URL
 */
export function devInbox(receiversUrl: string, publicUrl: string): Router {
  const router = new Router();
  for (const base of ['/dev/inbox', '/api/v1/dev/inbox']) {
    router.use(base, (http, next) => {
      requireOwnPage(http, publicUrl);
      return next();
    });
    router.get(base, (http) => pass(http, `${receiversUrl}/inbox${http.search}`));
    router.get(`${base}/:id`, (http) => {
      const id: unknown = http['params']['id'];
      if (!isId(id)) throw notFound('Message');
      return pass(http, `${receiversUrl}/inbox/${id}`);
    });
    router.delete(base, (http) => pass(http, `${receiversUrl}/inbox`, { method: 'DELETE' }));
    for (const kind of ['sms', 'mail']) {
      router.post(`${base}/${kind}`, async (http) => {
        const body = (await bodyBytes(http.req, LIMIT)).toString('utf8');
        await pass(http, `${receiversUrl}/inbox/${kind}`, { method: 'POST', body });
      });
    }
  }
  return router;
}

/**
 * Refuses foreign pages. The inbox needs no credential, so otherwise every page open in a developer's browser could
 * read codes and send texts.
 * @throws {AppError} forbidden for another site's page, or for a foreign name that was pointed at this machine
 */
function requireOwnPage(http: KoaContext, publicUrl: string): void {
  const origin = http.get('origin');
  const site = http.get('sec-fetch-site');
  if (
    !isOwnHost(http, publicUrl, http.host) ||
    (origin && !isOwnOrigin(http, publicUrl, origin)) ||
    site === 'cross-site' ||
    site === 'same-site'
  ) {
    throw new AppError('forbidden', 'The inbox is for programs and pages of this machine');
  }
}

type Answering = { status: number; body: unknown };

async function pass(http: Answering, url: string, init: RequestInit = {}): Promise<void> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) }).catch(
    (cause: unknown) => {
      throw new AppError('unavailable', 'The local receivers do not answer', {
        cause,
        retryAfter: 2,
      });
    },
  );
  const body: unknown = await answer.json();
  if (answer.status === 404) throw new AppError('not_found', 'No such message');
  if (answer.status === 422 || answer.status === 400) {
    throw new AppError('invalid', 'Some fields are not valid', { errors: fieldErrors(body) });
  }
  if (!answer.ok)
    throw new AppError('unavailable', 'The text could not be delivered', { retryAfter: 2 });
  http.body = body;
  http.status = answer.status;
}

function fieldErrors(body: unknown): { path: string; message: string }[] {
  if (typeof body !== 'object' || body === null || !('errors' in body)) return [];
  return Array.isArray(body.errors) ? body.errors : [];
}
