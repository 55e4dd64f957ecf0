import { z } from 'zod';
import { MESSAGE_STATUSES } from '#domain/assistant/conversations/row.ts';
import { widgetInput } from '#domain/assistant-widget/contract.ts';
import { getWidget, putWidget } from '#domain/assistant-widget/settings.ts';
import { listVisitors, readVisitor, removeVisitor } from '#domain/assistant-widget/visitors.ts';
import { operation } from '../operation.ts';
import { byId, id, listOf, paging, timestamp, unreadable } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const widget = z
  .object({
    active: z.boolean(),
    origins: z.array(z.string()),
    greeting: z.string(),
    knowledge: z.string(),
    form_id: id.nullable(),
    session_questions: z.int(),
    network_sessions: z.int(),
    session_tokens: z.int(),
    month_tokens: z.int().nullable(),
    version: z.int(),
    prompt: z
      .string()
      .describe('exactly what the model is told before a conversation of a visitor'),
    snippet: z.string().describe('the HTML for your sites'),
    url: z.string().describe('the page that the frame shows'),
  })
  .meta({ id: 'AssistantWidget', ...needs('assistant:manage') });

const conversation = {
  id,
  title: z
    .string()
    .nullable()
    .meta({ description: 'the beginning of the first question', ...needs('pii:read') }),
  questions: z.int(),
  created_at: timestamp,
  last_message_at: timestamp,
  unreadable,
};
const listed = z
  .object(conversation)
  .meta({ id: 'AssistantVisitor', ...needs('assistant:manage') });

const message = z.object({
  id,
  role: z.enum(['user', 'assistant']),
  status: z.enum(MESSAGE_STATUSES),
  content: z
    .string()
    .nullable()
    .meta({ description: 'visitors may have typed anything', ...needs('pii:read') }),
  failure: z.string().nullable(),
  model: z.string().nullable(),
  cost: z.string().nullable(),
  created_at: timestamp,
  unreadable,
});
const thread = z
  .object({ ...conversation, messages: z.array(message) })
  .meta({ id: 'AssistantVisitorThread', ...needs('assistant:manage') });

export const assistantWidget = {
  get: operation({
    method: 'get',
    path: '/assistant/widget',
    summary: 'The chat widget for your own sites',
    permission: 'assistant:manage',
    output: widget,
    handler: (services, ctx) => getWidget(services, ctx),
  }),
  put: operation({
    method: 'put',
    path: '/assistant/widget',
    summary: 'Replace the settings of the chat widget',
    permission: 'assistant:manage',
    body: widgetInput,
    output: widget,
    conditional: true,
    handler: (services, ctx, { body, ifMatch }) => putWidget(services, ctx, body, ifMatch),
  }),
};

export const assistantVisitors = {
  list: operation({
    method: 'get',
    path: '/assistant/visitors',
    summary: 'Conversations of visitors with the chat widget, the latest first',
    permission: 'assistant:manage',
    query: z.strictObject(paging),
    output: listOf(listed),
    handler: (services, ctx, { query }) => listVisitors(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/assistant/visitors/{id}',
    summary: 'A visitor’s conversation with its questions and answers; recorded in the audit log',
    permission: 'assistant:manage',
    params: byId,
    output: thread,
    handler: (services, ctx, { params }) => readVisitor(services, ctx, params.id),
  }),
  remove: operation({
    method: 'delete',
    path: '/assistant/visitors/{id}',
    summary: 'Delete a visitor’s conversation; what it used stays counted',
    permission: 'assistant:manage',
    params: byId,
    handler: (services, ctx, { params }) => removeVisitor(services, ctx, params.id),
  }),
};
