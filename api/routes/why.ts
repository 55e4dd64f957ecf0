import { z } from 'zod';
import { consentState } from '#domain/consent/contract.ts';
import { ONE_SUBJECT } from '#domain/subject.contract.ts';
import { channel } from '#domain/channel.contract.ts';
import { messageStatus } from '#domain/messaging/contract.ts';
import { suppressionReason } from '#domain/suppressions/contract.ts';
import { whyMessage } from '#domain/why/message.ts';
import { whyCampaign } from '#domain/why/person.ts';
import { OUTCOMES, RULES } from '#domain/why/rules.ts';
import { operation } from '../operation.ts';
import {
  addressAbsent,
  byId,
  contactId,
  id,
  ofContact,
  reveal,
  timestamp,
  unreadable,
} from '../schemas.ts';
import { needs } from '../seen-by.ts';
import { event } from './consents.ts';

const blocksOnly = needs('suppressions:read');
const asOf = z.object({ state: consentState, event_id: id.nullable() });

const proof = z
  .object({
    about: z.enum(['decision', 'consent', 'campaign']),
    state: z.enum([
      'verified', 'waiting', 'entry_missing', 'entry_changed', 'order_changed', 'seal_changed', 'record_changed',
    ]), // prettier-ignore
    message: z.string(),
    entry_id: id.nullable().describe('the audit row'),
    action: z.string().nullable(),
    event_id: id.nullable().describe('the consent event it is about'),
    position: z.int().nullable().describe('of the row in the audit log, from 1'),
    seal: z.object({ number: z.int(), sealed_at: timestamp, published: z.boolean() }).nullable(),
    inclusion: z
      .object({ leaf: z.string(), index: z.int(), path: z.array(z.string()), root: z.string() })
      .nullable()
      .describe('RFC 9162 inclusion proof under that seal, in hex'),
  })
  .meta({ id: 'WhyAuditProof' });

const why = z
  .object({
    message_id: id.nullable().describe('null for a person without a row in the ledger'),
    campaign: z.object({ id, name: z.string(), status: z.string() }).nullable(),
    contact_id: contactId,
    to: z.string().nullable().describe('masked unless revealed'),
    unreadable,
    earlier_address: z.boolean().describe('the contact has another address on this channel today'),
    other_message_ids: z
      .array(id)
      .describe('further rows of this person in the same campaign: two contacts became one'),
    channel,
    purpose: z.string().nullable(),
    outcome: z.enum(OUTCOMES),
    status: messageStatus.nullable(),
    reason: z.string(),
    rule: z.enum(RULES).describe('what decided'),
    decided_at: z.string().describe('when the gate was asked last, to the microsecond'),
    answer: z.string().describe('the whole answer in plain words'),
    holds: z.array(
      z.object({
        rule: z.string(),
        at: timestamp,
        until: timestamp.nullable(),
        zone: z.string().nullable(),
      }),
    ),
    consent_id: id.nullable(),
    basis: event.nullable().describe('the consent event it rests on'),
    request: event.nullable().describe('what asked for it: the double opt-in'),
    verification: z
      .object({
        id,
        channel,
        to: z.string().nullable(),
        address_absent: addressAbsent,
        status: z.string(),
        asked_at: timestamp,
        finished_at: timestamp.nullable(),
        attempts: z.int(),
        delivery: z.string(),
        unreadable,
      })
      .nullable()
      .describe('what proved the address; codes are never kept'),
    form: z
      .object({
        form_id: id,
        form_version: z.int(),
        language: z.string(),
        sha256: z.string(),
        proof: z.string(),
        submitted_at: timestamp,
        shown: z.unknown(),
      })
      .nullable()
      .describe('the sign-up form exactly as it was shown'),
    later: z.array(event).describe('what was recorded after the decision'),
    consent: z
      .object({ known_then: asOf, known_now: asOf })
      .nullable()
      .describe('the state at the decision, by what was known then and is known now'),
    suppression: z
      .object({
        at_decision: suppressionReason.nullable().meta(blocksOnly),
        now: suppressionReason.nullable().meta(blocksOnly),
        now_since: timestamp.nullable().meta(blocksOnly),
      })
      .describe('each null without suppressions:read'),
    difference: z
      .object({ kind: z.enum(['not_what_was_decided', 'known_since']), message: z.string() })
      .nullable()
      .describe('set when deciding again gives another result'),
    delivery: z.array(
      z.object({
        type: z.string(),
        occurred_at: timestamp,
        detail: z.record(z.string(), z.unknown()).nullable(),
      }),
    ),
    proofs: z.array(proof),
    proven: z.boolean().describe('every audit row behind this answer was verified just now'),
  })
  .meta({ id: 'Why' });

const whom = z
  .strictObject({
    contact_id: ofContact,
    email: z.string().min(3).max(320).optional(),
    phone: z.string().min(3).max(40).optional(),
    reveal: z.boolean().default(false),
  })
  .refine((v) => [v.contact_id, v.email, v.phone].filter((x) => x !== undefined).length === 1, ONE_SUBJECT); // prettier-ignore

export const whys = {
  message: operation({
    method: 'get',
    path: '/messages/{id}/why',
    summary: 'Why this person did or did not get this message, with the proof',
    permission: 'consents:read',
    params: byId,
    query: z.strictObject({ reveal }),
    output: why,
    handler: (services, ctx, { params, query }) =>
      whyMessage(services, ctx, params.id, query.reveal),
  }),
  campaign: operation({
    method: 'get',
    path: '/campaigns/{id}/why',
    summary: 'Why a contact did or did not get a campaign, with the proof',
    permission: 'consents:read',
    params: byId,
    query: z.strictObject({
      contact_id: ofContact.describe('who it is about; needs contacts:read'),
      reveal,
    }),
    output: why,
    handler: (services, ctx, { params, query }) =>
      whyCampaign(services, ctx, params.id, { contact_id: query.contact_id }, query.reveal),
  }),
  campaignPerson: operation({
    method: 'post',
    path: '/campaigns/{id}/why',
    summary: 'The same for an address, which must not be in a URL',
    permission: 'consents:read',
    limited: true,
    params: byId,
    body: whom,
    output: why,
    handler: (services, ctx, { params, body }) =>
      whyCampaign(services, ctx, params.id, body, body.reveal),
  }),
};
