import { z } from 'zod';
import {
  CALL_STATUSES,
  FEATURES,
  PROVIDER_KINDS,
  providerInput,
  quotaInput,
} from '#domain/assistant/contract.ts';
import { callsQuery, listCalls } from '#domain/assistant/ledger/calls.ts';
import { getUsage, usageQuery } from '#domain/assistant/ledger/usage.ts';
import { getProvider, putProvider, removeProvider } from '#domain/assistant/quota/provider.ts';
import { getQuota, putQuota } from '#domain/assistant/quota/quota.ts';
import { operation } from '../operation.ts';
import { callUsage, id, listOf, paging, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const amount = z.object({ tokens: z.int(), cost: z.string().describe('in US dollars') });
const month = z
  .object({ first: z.iso.date(), starts_at: timestamp, ends_at: timestamp })
  .describe('a calendar month in UTC');
const limit = z.object({ tokens: z.int().nullable(), cost: z.string().nullable() });

const quota = z
  .object({
    soft: limit,
    hard: limit,
    per_user: limit,
    per_conversation: limit,
    max_answer_tokens: z.int(),
    month,
    used: amount,
    reserved: amount.describe('for calls that run now'),
    model: z
      .object({
        name: z.string(),
        stand_in: z.boolean().describe('a program for development that understands nothing'),
      })
      .nullable()
      .describe('who answers; null: no model is set'),
    warnings: z
      .array(
        z.object({
          path: z.string(),
          reason: z.enum(['model_without_price']),
          message: z.string(),
        }),
      )
      .describe('limits in money that limit nothing, because the price of the model is not known'),
    version: z.int(),
  })
  .meta({ id: 'AssistantQuota', ...needs('assistant:use') });

const provider = z
  .object({
    source: z.enum(['organization', 'installation']),
    kind: z.enum(PROVIDER_KINDS).nullable(),
    base_url: z.string().nullable(),
    model: z.string().nullable(),
    has_key: z.boolean(),
    answers: z
      .object({ model: z.string(), host: z.string(), stand_in: z.boolean() })
      .nullable()
      .describe('the model that answers now, and where it runs; null: none is set'),
    version: z.int(),
  })
  .meta({ id: 'AssistantProvider', ...needs('assistant:manage') });

const sum = amount.extend({ calls: z.int() });
const user = { actor_type: z.string(), actor_id: z.string().nullable() };
const usage = z
  .object({
    month,
    used: amount,
    reserved: amount,
    calls: z.int(),
    forecast: amount.describe('for the whole month, if it goes on like this'),
    by_day: z.array(sum.extend({ day: z.iso.date() })),
    by_user: z.array(sum.extend(user)),
    by_feature: z.array(sum.extend({ feature: z.enum(FEATURES) })),
    by_model: z.array(sum.extend({ model: z.string() })),
    open: z
      .array(amount.extend({ id, feature: z.enum(FEATURES), ...user, reserved_at: timestamp }))
      .describe('reservations of calls that run now, the oldest 100'),
  })
  .meta({ id: 'AssistantUsage', ...needs('assistant:manage') });

const call = z
  .object({
    id,
    status: z.enum(CALL_STATUSES),
    feature: z.enum(FEATURES),
    ...user,
    model: z.string().nullable(),
    usage: callUsage.nullable().describe('tokens, once it has ended'),
    cost: z
      .string()
      .nullable()
      .describe('in US dollars; null: nothing was used, or the model has no known price'),
    reserved: amount.nullable().describe('of a call that runs now: the most that it may use'),
    failure: z
      .string()
      .nullable()
      .describe('why there is no whole answer, or which limit refused it'),
    first_words_ms: z
      .int()
      .nullable()
      .describe('milliseconds from the question to the first words'),
    latency_ms: z.int().nullable().describe('milliseconds from the question to the end'),
    created_at: timestamp,
  })
  .meta({ id: 'AssistantCall', ...needs('assistant:manage') });

export const assistant = {
  calls: operation({
    method: 'get',
    path: '/assistant/calls',
    summary:
      'The calls to the model in a month, the latest first: who, what for, what it used, how long it took',
    permission: 'assistant:manage',
    query: callsQuery.extend(paging),
    output: listOf(call),
    handler: (services, ctx, { query }) => listCalls(services, ctx, query),
  }),
  quota: operation({
    method: 'get',
    path: '/assistant/quota',
    summary: 'Monthly limits of the assistant, and what is used of them',
    permission: 'assistant:use',
    output: quota,
    handler: (services, ctx) => getQuota(services, ctx),
  }),
  putQuota: operation({
    method: 'put',
    path: '/assistant/quota',
    summary: 'Replace the limits of the assistant',
    permission: 'assistant:manage',
    body: quotaInput,
    output: quota,
    conditional: true,
    handler: (services, ctx, { body, ifMatch }) => putQuota(services, ctx, body, ifMatch),
  }),
  usage: operation({
    method: 'get',
    path: '/assistant/usage',
    summary: 'What the assistant has used in a month, by day, user, feature and model',
    permission: 'assistant:manage',
    query: usageQuery,
    output: usage,
    handler: (services, ctx, { query }) => getUsage(services, ctx, query),
  }),
  provider: operation({
    method: 'get',
    path: '/assistant/provider',
    summary: 'The model that answers, and whose it is',
    permission: 'assistant:manage',
    output: provider,
    handler: (services, ctx) => getProvider(services, ctx),
  }),
  putProvider: operation({
    method: 'put',
    path: '/assistant/provider',
    summary: 'Use a model of your own: OpenAI, a server compatible with it, or Anthropic',
    permission: 'assistant:manage',
    body: providerInput,
    output: provider,
    conditional: true,
    handler: (services, ctx, { body, ifMatch }) => putProvider(services, ctx, body, ifMatch),
  }),
  removeProvider: operation({
    method: 'delete',
    path: '/assistant/provider',
    summary: 'Go back to the installation’s model; the stored key is deleted',
    permission: 'assistant:manage',
    handler: (services, ctx) => removeProvider(services, ctx),
  }),
};
