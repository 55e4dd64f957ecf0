import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { visitorQuestion } from '#domain/assistant-widget/ask.ts';
import { id } from '../schemas.ts';
import { problems } from '../problems.ts';
import { sessionView, visitorMessages, visitorMessageView } from './views.ts';

const widget = z.string().describe('the last part of the widget’s address');
const open = { tags: ['widget'], security: [] };
const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } });
const stream = {
  description:
    'The answer; as server-sent events `delta` and `done` for a client that accepts them',
  content: {
    'application/json': { schema: visitorMessageView },
    'text/event-stream': { schema: z.string() },
  },
};
const bearer = z.object({
  Authorization: z.string().optional().describe('`Bearer` and the token of the session'),
});

const withSession = (
  operation: Pick<ZodOpenApiOperationObject, 'operationId' | 'summary'> & {
    path?: z.ZodObject;
    body?: z.ZodType;
    ok: ZodOpenApiOperationObject['responses']['200'];
  },
): ZodOpenApiOperationObject => ({
  ...open,
  operationId: operation.operationId,
  summary: operation.summary,
  requestParams: { path: operation.path ?? z.object({ widget }), header: bearer },
  ...(operation.body ? { requestBody: json(operation.body) } : {}),
  responses: {
    '200': operation.ok,
    ...problems(401, 403, 409, 429),
    '410': { description: 'The widget is off' },
  },
});

/** The OpenAPI paths of the chat of visitors. */
export const widgetPaths: ZodOpenApiPathsObject = {
  '/api/v1/public/widgets/{widget}/sessions': {
    post: {
      ...open,
      operationId: 'widget.startSession',
      summary: 'Begin a session of a visitor; nothing is stored before the first question',
      requestParams: { path: z.object({ widget }) },
      responses: {
        '201': { description: 'Begun', ...json(sessionView) },
        ...problems(403, 429),
        '410': { description: 'The widget is off' },
      },
    },
  },
  '/api/v1/public/widgets/{widget}/messages': {
    get: withSession({
      operationId: 'widget.messages',
      summary: 'The visitor’s questions and answers, the first ones first',
      ok: { description: 'The conversation', ...json(visitorMessages) },
    }),
    post: withSession({
      operationId: 'widget.ask',
      summary: 'Ask; a client that leaves cancels its question',
      body: visitorQuestion,
      ok: stream,
    }),
  },
  '/api/v1/public/widgets/{widget}/messages/{message_id}': {
    get: withSession({
      operationId: 'widget.message',
      summary: 'One question or answer as far as it has come; as a stream until its end',
      path: z.object({ widget, message_id: id }),
      ok: stream,
    }),
  },
};
