import { z } from 'zod';
import {
  consentState,
  optInRequest,
  optOutRequest,
  purposeRef,
  source,
} from '#domain/consent/contract.ts';
import { channel } from '#domain/channel.contract.ts';
import { consentHistory, getConsent, listConsents } from '#domain/consent/read/read.ts';
import { consentReceipt } from '#domain/receipts/make-receipt.ts';
import { receipt } from '#domain/receipts/receipt.contract.ts';
import { requestOptIn } from '#domain/opt-in/request-opt-in.ts';
import { withdrawConsent } from '#domain/consent/withdraw/withdraw.ts';
import { instant } from '#domain/instant.contract.ts';
import { operation } from '../operation.ts';
import {
  addressAbsent,
  byId,
  consentId,
  contactId,
  flag,
  id,
  listOf,
  ofContact,
  paging,
  reveal,
  timestamp,
  unreadable,
} from '../schemas.ts';

const STATED = z
  .boolean()
  .describe(
    'true: only the person can act through this source, and an API caller states that they did',
  );

const consent = z
  .object({
    id,
    contact_id: contactId,
    channel,
    address: z.string().nullable().describe('masked unless revealed'),
    address_absent: addressAbsent,
    purpose: z.string(),
    state: consentState,
    source: z.string().nullable(),
    source_stated: STATED,
    captured_at: timestamp.nullable(),
    expires_at: timestamp.nullable(),
    updated_at: timestamp,
    unreadable,
  })
  .meta({ id: 'Consent' });

export const event = z
  .object({
    id,
    action: z.string(),
    state_after: consentState,
    source: z.string(),
    source_stated: STATED,
    actor: z.object({ type: z.string(), id: z.string().nullable() }),
    captured_at: timestamp.describe('when the person acted'),
    recorded_at: timestamp.describe('when we learned of it'),
    wording: z.string().nullable().describe('the wording that the person saw'),
    wording_sha256: z.string().nullable(),
    language: z.string().nullable(),
    purpose_version: z.int().nullable(),
    notice: z
      .object({ version: z.int(), sha256: z.string() })
      .nullable()
      .describe('the privacy notice in force at that time'),
    jurisdiction: z.string().nullable(),
    verification_id: id.nullable(),
    form_url: z.string().nullable(),
    evidence: z.object({
      ip: z.string().nullable(),
      user_agent: z.string().nullable(),
      other: z.record(z.string(), z.unknown()).optional(),
    }),
    expires_at: timestamp.nullable(),
    request_id: z.string().nullable(),
    unreadable,
  })
  .meta({ id: 'ConsentEvent' });

export const consents = {
  optIn: operation({
    method: 'post',
    path: '/consents/opt-in',
    summary:
      'Ask a person to confirm, for one purpose or several: pending until their code or link proves it',
    permission: 'consents:write',
    limited: true,
    body: optInRequest,
    output: z.object({
      id: consentId,
      status: consentState,
      contact_id: contactId,
      verification_id: id.nullable(),
      workflow_id: z.string().nullable(),
      consents: z.array(z.object({ id: consentId, purpose: z.string(), status: consentState })),
    }),
    status: 202,
    idempotent: true,
    handler: async (services, ctx, { body }) => {
      if (ctx.permissions.has('consents:read')) return requestOptIn(services, ctx, body);
      // The caller may not learn whether a consent exists, so the person is asked again, as by a form.
      const asked = await requestOptIn(services, ctx, body, { again: true });
      const status = 'pending' as const;
      return { ...asked, status, consents: asked.consents.map((one) => ({ ...one, status })) };
    },
  }),
  optOut: operation({
    method: 'post',
    path: '/consents/opt-out',
    summary: 'Record that a person withdraws, for one purpose or for all on this channel',
    permission: 'consents:write',
    body: optOutRequest,
    output: z.object({
      id: consentId,
      status: consentState,
      workflow_id: z.string().nullable(),
      consents: z.array(z.object({ id: consentId, purpose: z.string(), status: consentState })),
    }),
    status: 202,
    idempotent: true,
    handler: async (services, ctx, { body }) => {
      const done = await withdrawConsent(services, ctx, body);
      // A confirmation goes only to people who had a consent, so its workflow id would reveal one.
      return ctx.permissions.has('consents:read') ? done : { ...done, workflow_id: null };
    },
  }),
  list: operation({
    method: 'get',
    path: '/consents',
    summary: 'List consents, the last changed first; as of any moment',
    permission: 'consents:read',
    query: z.strictObject({
      ...paging,
      contact_id: ofContact,
      channel: channel.optional(),
      purpose: purposeRef.optional(),
      state: consentState.optional(),
      source: source.optional().describe('source of the last event'),
      form_id: id.optional().describe('asked for by this public form'),
      confirmed: flag.optional().describe('with form_id: only where the person confirmed'),
      as_of: instant
        .optional()
        .describe('the state at this time; not in the future; default: known_at, else now'),
      known_at: instant.optional().describe('as recorded at this time; default: as_of'),
      ends_from: instant.optional().describe('with their end at this time or later'),
      ends_before: instant.optional().describe('with their end before this time'),
      reveal,
    }),
    output: listOf(consent),
    handler: (services, ctx, { query }) => listConsents(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/consents/{id}',
    summary: 'One consent',
    permission: 'consents:read',
    params: byId,
    output: consent,
    handler: (services, ctx, { params }) => getConsent(services, ctx, params.id),
  }),
  history: operation({
    method: 'get',
    path: '/consents/{id}/history',
    summary: 'Everything that happened to a consent, oldest first',
    permission: 'consents:read',
    params: byId,
    query: z.strictObject({ reveal }),
    output: z.object({ data: z.array(event), next_cursor: z.string().nullable() }),
    handler: async (services, ctx, { params, query }) => ({
      data: await consentHistory(services, ctx, params.id, query.reveal),
      next_cursor: null,
    }),
  }),
  receipt: operation({
    method: 'get',
    path: '/consents/{id}/receipt',
    summary:
      'A signed receipt that anybody can check offline: of the last grant, or of a named event',
    permission: 'consents:read',
    params: byId,
    query: z.strictObject({ event_id: id.optional(), reveal }),
    output: receipt.meta({ id: 'ConsentReceipt' }),
    handler: (services, ctx, { params, query }) =>
      consentReceipt(services, ctx, params.id, query.event_id, query.reveal),
  }),
};
