import { createHash } from 'node:crypto';
import { Router } from '@koa/router';
import { takeInboundMail } from '#domain/feedback/inbound-mail.ts';
import type { Services } from '#domain/context.ts';
import { equalBytes } from '#lib/crypto.ts';
import { AppError } from '#lib/errors.ts';
import { bodyBytes } from '../body-bytes.ts';

/** Size limit of a mail, in bytes: a bounce may quote our whole mail. */
const LIMIT = 5 * 1024 * 1024;

/**
 * Serves the endpoint to which a mail system pipes mails for INBOUND_MAIL_DOMAIN, one at a time and unchanged
 * (message/rfc822), with a shared secret; docs/inbound.md has an example for Postfix. `X-Envelope-To` names the
 * envelope's recipient. The answer says what happened to the mail, never about whom.
 */
export function emailInbound(services: Services, options: { secret: string }): Router {
  const router = new Router({ prefix: '/api/v1/webhooks/email' });
  const expected = digest(`Bearer ${options.secret}`);
  router.post('/inbound', async (http) => {
    if (!equalBytes(digest(http.get('authorization')), expected)) {
      throw new AppError('forbidden', 'The secret is wrong');
    }
    if (!http.is('message/rfc822')) {
      throw new AppError('unsupported_media_type', 'Send the mail as message/rfc822');
    }
    const source = await bodyBytes(http.req, LIMIT);
    const outcome = await takeInboundMail(services, {
      source,
      envelopeTo: http.get('x-envelope-to').slice(0, 400) || null,
      requestId: String(http.state['requestId']),
    });
    http.body = { outcome };
  });
  return router;
}

/** Hashes a secret, so that secrets of any length can be compared in constant time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
