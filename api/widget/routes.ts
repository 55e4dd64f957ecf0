import { Router, type RouterContext } from '@koa/router';
import type { Services } from '#domain/context.ts';
import { answerFor, askAsVisitor, followAsVisitor, messageFor, messagesFor, visitorQuestion } from '#domain/assistant-widget/ask.ts'; // prettier-ignore
import { openWidget, type PublicWidget } from '#domain/assistant-widget/public-widget.ts';
import { startSession, visitorOf, type Visitor } from '#domain/assistant-widget/session.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';
import type { Logger } from '#lib/logger.ts';
import { sendEvents, wantsEvents, whenGone } from '../events.ts';
import { parseInput } from '../input.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { foreignOrigin } from '../page-policy.ts';
import { sessionView, visitorMessages, visitorMessageView } from './views.ts';

const PATH = '/api/v1/public/widgets/:widget';
/** Size limit of a question, in bytes. */
const BODY_LIMIT = 32 * 1024;

/**
 * Serves the chat of visitors: no credential but the session's token, no cookie, no other site. The frame on the
 * organization's site is our own page, so its requests have our origin.
 */
export function widgetRoutes(services: Services, logger: Logger): Router {
  const router = new Router();
  const widgetIn = (http: RouterContext): Promise<PublicWidget> =>
    openWidget(services, String(http['params']['widget']));
  const visitorIn = async (
    http: RouterContext,
    gone?: AbortSignal,
  ): Promise<{ widget: PublicWidget; visitor: Visitor }> => {
    refuseForeign(http, services.publicUrl);
    http.set('Cache-Control', 'no-store');
    const widget = await widgetIn(http);
    const requestId = String(http.state['requestId']);
    const visitor = await visitorOf(services, widget, tokenOf(http), {
      requestId,
      ...(gone ? { gone } : {}),
    });
    return { widget, visitor };
  };

  router.post(`${PATH}/sessions`, async (http) => {
    refuseForeign(http, services.publicUrl);
    http.set('Cache-Control', 'no-store');
    const session = await startSession(services, await widgetIn(http), ipOf(http));
    http.status = 201;
    http.body = sessionView.parse(session);
  });

  router.get(`${PATH}/messages`, async (http) => {
    const { visitor } = await visitorIn(http);
    http.body = visitorMessages.parse({ data: await messagesFor(services, visitor) });
  });

  router.post(`${PATH}/messages`, async (http) => {
    const asked = parseInput(visitorQuestion, await jsonBody(http.req, BODY_LIMIT));
    const { widget, visitor } = await visitorIn(http, whenGone(http));
    const begun = await askAsVisitor(services, widget, visitor, asked.content);
    if (wantsEvents(http)) {
      return sendEvents(http, followAsVisitor(services, visitor, begun.id), logger);
    }
    http.body = visitorMessageView.parse(
      asked.wait ? await answerFor(services, visitor, begun.id) : begun,
    );
  });

  router.get(`${PATH}/messages/:message_id`, async (http) => {
    const { visitor } = await visitorIn(http, whenGone(http));
    const id = String(http['params']['message_id']);
    if (!isId(id)) throw notFound('Message');
    if (wantsEvents(http)) return sendEvents(http, followAsVisitor(services, visitor, id), logger);
    http.body = visitorMessageView.parse(await messageFor(services, visitor, id));
  });

  return router;
}

/** @throws {AppError} forbidden for a page of another site, and for one without an origin of its own */
function refuseForeign(http: RouterContext, publicUrl: string): void {
  const isForeign = http.get('origin') === 'null' || foreignOrigin(http, publicUrl) !== undefined;
  if (isForeign) throw new AppError('forbidden', 'The widget works only in its own frame');
}

/** @throws {AppError} unauthenticated */
function tokenOf(http: RouterContext): string {
  const [, token] = /^Bearer ([\w-]{1,300})$/i.exec(http.get('authorization')) ?? [];
  if (token === undefined) throw new AppError('unauthenticated', 'Begin a session first');
  return token;
}

const ipOf = (http: RouterContext): string => http.ip.replace(/^::ffff:/, '');
