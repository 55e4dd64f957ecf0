import { Router } from '@koa/router';
import type { Context as KoaContext } from 'koa';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import type { Services } from '#domain/context.ts';
import { readLink } from '#domain/signed-links/links.ts';
import { createEventRecorder } from '#domain/tracking/record-events.ts';
import { clickTarget, visitorOf } from '#domain/tracking/rules.ts';
import { unsubscribe } from '#domain/unsubscribe/unsubscribe.ts';
import { notFound } from '#lib/errors.ts';
import type { Logger } from '#lib/logger.ts';
import { bodyBytes } from './body-bytes.ts';
import { linkPage } from './link-page.ts';
import { problemOrPage } from './problems.ts';

export type Tracking = {
  router: Router;
  /** Writes what is not recorded yet; call it after the server has stopped. */
  close: () => Promise<void>;
};

/** A transparent 1×1 GIF. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
/** Size limit of a one-click request, in bytes; the right body has 26. */
const BODY_LIMIT = 16 * 1024;
/** Number of characters of a link that a click is recorded with. */
const LINK_LIMIT = 2000;

/**
 * Serves the links in mails: without sign-in, by a signed token only. `GET /u/{token}` is a page and not served here.
 */
export function tracking(services: Services, logger: Logger): Tracking {
  const recorder = createEventRecorder(services, {
    lost: (events, error) => logger.error({ err: error, events }, 'opens and clicks were lost'),
  });
  const router = new Router();

  /*
   * RFC 8058: the mail program posts `List-Unsubscribe=One-Click`, as a form or as multipart, without cookies. The
   * answer must not redirect, whatever query was appended to the URL. The page's own form posts `?confirm=1` without
   * a body and goes on to the page.
   */
  router.post('/u/:token', async (http, next) => {
    if (http.querystring === 'confirm=1' && http.get('content-length') === '0') return next();
    const body = await bodyBytes(http.req, BODY_LIMIT);
    const source = isOneClick(body.toString('latin1')) ? 'one_click' : 'web_form';
    const done = await unsubscribe(services, tokenOf(http), {
      source,
      requestId: String(http.state['requestId']),
      client: { ip: http.ip, userAgent: http.get('user-agent').slice(0, 500) },
    });
    if (!done) throw notFound('This link');
    http.set('Cache-Control', 'no-store');
    http.type = 'text/plain; charset=utf-8';
    http.body = 'You are unsubscribed.\n';
  });

  router.get('/t/o/:token', async (http) => {
    const link = await readLink(services.keyring, 'open', tokenOf(http)).catch(() => null);
    if (link) {
      const by = visitorOf(visitOf(http), 'opened');
      recorder.add({
        tenantId: link.tenantId,
        messageId: link.id,
        type: 'opened',
        by,
        arrived: performance.now(),
      });
    }
    // Always sends the image: otherwise a mail program would show a broken one.
    http.set('Cache-Control', 'no-store, private');
    // Mails are read on other sites, so the image must be allowed there.
    http.set('Cross-Origin-Resource-Policy', 'cross-origin');
    http.type = 'image/gif';
    http.body = PIXEL;
  });

  router.get(
    '/t/c/:token',
    linkPage(async (http) => {
      const link = await readLink(services.keyring, 'click', tokenOf(http));
      const target = link && clickTarget(link.extra, new URLSearchParams(http.querystring));
      if (!link || !target) throw notFound('This link');
      const { origin, pathname } = new URL(target);
      recorder.add({
        tenantId: link.tenantId,
        messageId: link.id,
        type: 'clicked',
        by: visitorOf(visitOf(http), 'clicked'),
        link: `${origin}${pathname}`.slice(0, LINK_LIMIT),
        arrived: performance.now(),
      });
      http.set('Cache-Control', 'no-store, private');
      http.set('Referrer-Policy', 'no-referrer');
      http.set('Location', target);
      http.body = null;
      http.status = 302;
    }),
  );

  return { router, close: recorder.close };
}

const tokenOf = (http: KoaContext): string => String(http['params']['token']);

const visitOf = (http: KoaContext) => ({ method: http.method, headers: http.headers });

const isOneClick = (body: string): boolean =>
  /^List-Unsubscribe=One-Click$/.test(body.trim()) ||
  /name="?List-Unsubscribe"?\r?\n(?:[^\r\n]+\r?\n)*\r?\nOne-Click/i.test(body);

const open = {
  tags: ['links'],
  security: [],
  parameters: [
    { in: 'path' as const, name: 'token', required: true, schema: { type: 'string' as const } },
  ],
};

/** The OpenAPI paths of these routes. */
export const trackingPaths: ZodOpenApiPathsObject = {
  '/u/{token}': {
    get: {
      ...open,
      operationId: 'links.unsubscribePage',
      summary: 'The page behind a message’s unsubscribe link; opening it changes nothing',
      responses: { '200': { description: 'A page', content: { 'text/html': {} } } },
    },
    post: {
      ...open,
      operationId: 'links.unsubscribe',
      summary: 'One-click unsubscribe (RFC 8058): no credential, no redirect',
      requestBody: {
        content: {
          'application/x-www-form-urlencoded': {
            schema: {
              type: 'object',
              properties: { 'List-Unsubscribe': { type: 'string', const: 'One-Click' } },
            },
          },
        },
      },
      responses: {
        '200': { description: 'Unsubscribed', content: { 'text/plain': {} } },
        '404': { description: 'Not a link of ours' },
      },
    },
  },
  '/t/o/{token}': {
    get: {
      ...open,
      operationId: 'links.opened',
      summary: 'The tracking pixel of a mail',
      responses: { '200': { description: 'One pixel', content: { 'image/gif': {} } } },
    },
  },
  '/t/c/{token}': {
    get: {
      ...open,
      operationId: 'links.clicked',
      summary: 'Redirects to the URL signed into the link, with added query parameters',
      responses: {
        '302': { description: 'To that address' },
        '404': { description: 'Not a link of ours', content: problemOrPage },
      },
    },
  },
};
