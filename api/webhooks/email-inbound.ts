import { createHash } from 'node:crypto';
import { Router } from '@koa/router';
import { takeInboundMail } from '#domain/feedback/inbound-mail.ts';
import type { Services } from '#domain/context.ts';
import { equalBytes } from '#lib/crypto.ts';
import { AppError } from '#lib/errors.ts';
import { bodyBytes } from '../body-bytes.ts';

/** Largest mail, in bytes: a bounce may quote all of ours. */
const LIMIT = 5 * 1024 * 1024;

/**
 * Where a mail system pipes mails for INBOUND_MAIL_DOMAIN to, one by one as they came (message/rfc822),
 * with the secret they share: docs/inbound.md has an example for Postfix. Whom the envelope was for stands
 * in `X-Envelope-To`. The answer says what became of the mail, never about whom.
 */
export function emailInbound(services: Services, options: { secret: string }): Router {
  const router = new Router({ prefix: '/api/v1/webhooks/email' });
  const expected = digest(`Bearer ${options.secret}`);
  router.post('/inbound', async (http) => {
    if (!equalBytes(digest(http.get('authorization')), expected)) {
      throw new AppError('forbidden', 'The secret is not right');
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

/** So that secrets of any length are compared in constant time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
