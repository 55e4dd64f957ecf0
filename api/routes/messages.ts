import { z } from 'zod';
import { messageSearch, messageStatus, OUTCOMES, sendRequest } from '#domain/messaging/contract.ts';
import { getMessage, listMessages } from '#domain/messaging/read.ts';
import { searchMessages } from '#domain/messaging/search.ts';
import { sendWithConsent } from '#domain/messaging/send-with-consent.ts';
import { purposeRef } from '#domain/consent/contract.ts';
import { channel } from '#domain/channel.contract.ts';
import { withPeriod } from '#domain/period.contract.ts';
import { HELD } from '#domain/message-rules/contract.ts';
import { VISITORS } from '#domain/tracking/visitors.contract.ts';
import { operation } from '../operation.ts';
import {
  addressAbsent,
  byId,
  consentId,
  contactId,
  id,
  listOf,
  ofContact,
  paging,
  reveal,
  timestamp,
  unreadable,
} from '../schemas.ts';
import { needs } from '../seen-by.ts';

export const message = z
  .object({
    id,
    status: messageStatus,
    decision: z
      .object({
        outcome: z.enum(OUTCOMES),
        reason: z.string().describe('`granted`, or why not'),
        consent_id: consentId,
        consent_event_id: id.nullable().meta({
          description: 'the consent event this message rests on',
          ...needs('consents:read'),
        }),
        verification_id: id
          .nullable()
          .optional()
          .describe(
            'for a waiting message: the verification whose code grants consent; not in lists',
          ),
        held: z.enum(HELD).nullable().describe('why a message with consent waits'),
        held_until: timestamp.nullable(),
      })
      .describe('why this person did or did not get this message'),
    channel,
    to: z.string().nullable().describe('masked unless revealed'),
    address_absent: addressAbsent,
    contact_id: contactId,
    campaign_id: id.nullable(),
    purpose: z.string().nullable(),
    template_id: id.nullable(),
    attempts: z.int(),
    error_code: z.string().nullable(),
    provider_message_id: z.string().nullable(),
    workflow_id: z.string().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    sent_at: timestamp.nullable(),
    opened_by: z
      .enum(VISITORS)
      .nullable()
      .describe('`human` where one opening was a person’s, `machine` where all were by programs'),
    clicked_by: z.enum(VISITORS).nullable().describe('the same of its links'),
    fallback: z
      .object({ id: id.nullable(), status: z.union([messageStatus, z.literal('waiting')]) })
      .nullable()
      .optional()
      .describe(
        'the fallback message on the other channel: `waiting` until the first fails; not in lists',
      ),
    fallback_for: id
      .nullable()
      .optional()
      .describe('the message that this one replaces; not in lists'),
    sms: z
      .object({
        encoding: z.enum(['GSM-7', 'UCS-2']).nullable(),
        segments: z.int().nullable(),
        price: z
          .object({
            amount: z.string(),
            currency: z.string(),
            basis: z.enum(['counted', 'provider']).describe('by us, or as the provider billed it'),
          })
          .nullable(),
      })
      .nullable()
      .optional()
      .describe('for a text that was handed over; with pii:read, not in lists'),
    content: z
      .object({ subject: z.string().nullable(), text: z.string(), html: z.string().nullable() })
      .nullable()
      .optional()
      .describe('what was sent; only when revealed'),
    events: z
      .array(
        z.object({
          type: z.string(),
          occurred_at: timestamp,
          detail: z.record(z.string(), z.unknown()).nullable(),
        }),
      )
      .optional()
      .describe('everything that happened, oldest first; not in lists'),
    unreadable,
  })
  .meta({ id: 'Message', ...needs('messages:read') });

/** Fields of a message that its sender sees without messages:read. */
export const sent = ['id', 'status', 'decision', 'channel', 'purpose', 'workflow_id', 'created_at'];

export const messages = {
  sendWithConsent: operation({
    method: 'post',
    path: '/messages/send_with_consent',
    summary: 'Send one message if the person has consented; else ask them first, or refuse',
    permission: 'messages:send',
    limited: true,
    body: sendRequest,
    output: message,
    told: sent,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { body }) => sendWithConsent(services, ctx, body),
    together: (services, ctx, { body }, keep) => services.sendTogether({ ctx, input: body, keep }),
  }),
  list: operation({
    method: 'get',
    path: '/messages',
    summary: 'List messages, newest first',
    permission: 'messages:read',
    query: withPeriod({
      ...paging,
      status: messageStatus.optional(),
      channel: channel.optional(),
      contact_id: ofContact.describe(
        'also to an address this contact had before; needs contacts:read',
      ),
      campaign_id: id.optional(),
      purpose: purposeRef.optional(),
    }),
    output: listOf(message),
    handler: (services, ctx, { query }) => listMessages(services, ctx, query),
  }),
  search: operation({
    method: 'post',
    path: '/messages/search',
    summary:
      'Messages of an address, newest first: of its current or an earlier owner. In the body, so that no log contains the address',
    permission: 'messages:read',
    limited: true,
    body: messageSearch,
    output: listOf(message),
    handler: (services, ctx, { body }) => searchMessages(services, ctx, body),
  }),
  get: operation({
    method: 'get',
    path: '/messages/{id}',
    summary: 'One message: its decision, its status and what happened to it',
    permission: 'messages:read',
    params: byId,
    query: z.strictObject({ reveal }),
    output: message,
    handler: (services, ctx, { params, query }) =>
      getMessage(services, ctx, params.id, query.reveal),
  }),
};
