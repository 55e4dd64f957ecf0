import { z } from 'zod';
import { cancelAnswer } from '#domain/assistant/answer/cancel.ts';
import { follow, wholeAnswer } from '#domain/assistant/answer/follow.ts';
import { FEATURES } from '#domain/assistant/contract.ts';
import { ask } from '#domain/assistant/conversations/ask.ts';
import {
  getConversation,
  getMessage,
  listConversations,
  listMessages,
  questionInput,
  removeConversation,
  startConversation,
} from '#domain/assistant/conversations/conversations.ts';
import { MESSAGE_STATUSES } from '#domain/assistant/conversations/row.ts';
import { getPrompt, putKnowledge } from '#domain/assistant/prompt/prompt.ts';
import { operation } from '../operation.ts';
import { byId, callUsage, id, listOf, paging, timestamp, unreadable } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const conversation = z
  .object({
    id,
    feature: z.enum(FEATURES),
    task: z.string().nullable().describe('what its one question is about; null: a chat'),
    title: z.string().nullable().describe('the beginning of the first question, or its task'),
    created_at: timestamp,
    last_message_at: timestamp,
    unreadable,
  })
  .meta({ id: 'AssistantConversation', ...needs('assistant:use') });

const message = z
  .object({
    id,
    conversation_id: id,
    role: z.enum(['user', 'assistant']),
    status: z
      .enum(MESSAGE_STATUSES)
      .describe('`partial`: it broke off; `canceled`: nobody waited for it any more'),
    content: z.string().describe('as far as it has come'),
    failure: z.string().nullable(),
    prompt_version: z.int().nullable(),
    sources: z
      .array(
        z.object({
          tool: z.string().describe('what was looked up, as in /mcp'),
          title: z.string(),
          page: z.string().describe('the page that shows the same'),
        }),
      )
      .describe('what the answer rests on'),
    looking: z.array(z.string()).describe('titles of what is being looked up now'),
    model: z.string().nullable(),
    usage: callUsage.nullable().describe('tokens'),
    cost: z
      .string()
      .nullable()
      .describe('in US dollars; null: nothing was used yet, or the model has no known price'),
    created_at: timestamp,
    unreadable,
  })
  .meta({ id: 'AssistantMessage', ...needs('assistant:use') });

const prompt = z
  .object({
    version: z.int(),
    text: z.string().describe('exactly what the model is told before each conversation'),
    knowledge: z.string().describe('the organization’s own part of it'),
    created_at: timestamp,
    tasks: z
      .array(
        z.object({
          task: z.string(),
          title: z.string(),
          version: z.int(),
          text: z.string(),
          created_at: timestamp,
        }),
      )
      .describe('what it is told instead before a task of one question'),
  })
  .meta({ id: 'AssistantPrompt', ...needs('assistant:manage') });

const ofMessage = z.object({ id, message_id: id });

export const assistantConversations = {
  create: operation({
    method: 'post',
    path: '/assistant/conversations',
    summary: 'Begin a conversation with the assistant; nobody else sees it',
    permission: 'assistant:use',
    body: z
      .strictObject({ feature: z.literal('chat', 'is always chat here').default('chat') })
      .prefault({}),
    output: conversation,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => startConversation(services, ctx, body),
  }),
  list: operation({
    method: 'get',
    path: '/assistant/conversations',
    summary: 'Your conversations with the assistant, the latest first',
    permission: 'assistant:use',
    query: z.strictObject({
      q: z.string().trim().min(1).max(200).optional().describe('whole words of a question'),
      feature: z.enum(FEATURES).optional().describe('those of one use; by default of all'),
      ...paging,
    }),
    output: listOf(conversation),
    handler: (services, ctx, { query }) => listConversations(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/assistant/conversations/{id}',
    summary: 'One of your conversations',
    permission: 'assistant:use',
    params: byId,
    output: conversation,
    handler: (services, ctx, { params }) => getConversation(services, ctx, params.id),
  }),
  remove: operation({
    method: 'delete',
    path: '/assistant/conversations/{id}',
    summary: 'Delete one of your conversations; what it used stays counted',
    permission: 'assistant:use',
    params: byId,
    handler: (services, ctx, { params }) => removeConversation(services, ctx, params.id),
  }),
  messages: operation({
    method: 'get',
    path: '/assistant/conversations/{id}/messages',
    summary: 'Questions and answers of a conversation, the latest first',
    permission: 'assistant:use',
    params: byId,
    query: z.strictObject({ ...paging }),
    output: listOf(message),
    handler: (services, ctx, { params, query }) => listMessages(services, ctx, params.id, query),
  }),
  ask: operation({
    method: 'post',
    path: '/assistant/conversations/{id}/messages',
    summary: 'Ask the assistant; a client that leaves cancels its question',
    permission: 'assistant:use',
    params: byId,
    body: questionInput.extend({
      wait: z
        .boolean()
        .default(true)
        .describe('false: returns at once with the answer that begins, to be followed by its id'),
    }),
    output: message,
    idempotent: true,
    limited: true,
    reasons: {
      409: '`answering`: the last question is still being answered; `one_question`: the conversation was a task of one question; `no_model`, `unauthorized`, `invalid`: the settings of the assistant need a look',
      429: 'Of the type `assistant_quota_used_up` the reason names the limit (`organization_tokens`, `user_cost`, …), `limit` says what is used and left of it, and Retry-After is the end of the month; a full conversation has no Retry-After, since another one may begin at once; `model_busy`: the provider is asked too often',
      503: '`not_begun`: no worker took it in time; `empty`, `timed_out`, `unavailable`, `filtered`, `too_many_rounds`: the model gave no answer, and `call` says what it used. Retry-After where it may go better then',
    },
    handler: async (services, ctx, { params, body }) => {
      const answer = await ask(services, ctx, params.id, body.content);
      if (!body.wait) return getMessage(services, ctx, params.id, answer);
      return wholeAnswer(services, ctx, params.id, answer);
    },
    async *stream(services, ctx, { params, body }) {
      const answer = await ask(services, ctx, params.id, body.content);
      yield* follow(services, ctx, params.id, answer, ctx.gone);
    },
  }),
  message: operation({
    method: 'get',
    path: '/assistant/conversations/{id}/messages/{message_id}',
    summary: 'One question or answer as far as it has come; as a stream until its end',
    permission: 'assistant:use',
    params: ofMessage,
    output: message,
    limited: true,
    handler: (services, ctx, { params }) => getMessage(services, ctx, params.id, params.message_id),
    stream: (services, ctx, { params }) =>
      follow(services, ctx, params.id, params.message_id, ctx.gone),
  }),
  cancel: operation({
    method: 'post',
    path: '/assistant/conversations/{id}/messages/{message_id}/cancel',
    summary: 'Stop an answer; what was used of it is counted',
    permission: 'assistant:use',
    params: ofMessage,
    status: 202,
    output: message,
    handler: async (services, ctx, { params }) => {
      await cancelAnswer(services, ctx, params.id, params.message_id);
      return getMessage(services, ctx, params.id, params.message_id);
    },
  }),
  prompt: operation({
    method: 'get',
    path: '/assistant/prompt',
    summary: 'What the model is told about the organization, word for word',
    permission: 'assistant:manage',
    output: prompt,
    handler: (services, ctx) => getPrompt(services, ctx),
  }),
  putPrompt: operation({
    method: 'put',
    path: '/assistant/prompt',
    summary: 'Set the organization’s own part of the prompt',
    permission: 'assistant:manage',
    body: z.strictObject({
      knowledge: z.string().trim().max(20_000, 'must be at most 20000 characters'),
    }),
    output: prompt,
    conditional: true,
    handler: (services, ctx, { body, ifMatch }) => putKnowledge(services, ctx, body, ifMatch),
  }),
};
