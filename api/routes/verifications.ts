import { z } from 'zod';
import {
  channel,
  checkRequest,
  stage,
  startRequest,
  verificationStatus,
} from '#domain/verification/contract.ts';
import { cancelVerification } from '#domain/verification/cancel.ts';
import { checkVerification } from '#domain/address-proof/check.ts';
import { verificationInsights } from '#domain/verification/insights.ts';
import { getVerification, listVerifications } from '#domain/verification/read.ts';
import { resendVerification } from '#domain/verification/resend.ts';
import { startVerification } from '#domain/verification/start.ts';
import { withPeriod } from '#domain/period.contract.ts';
import { whereabouts } from '#domain/countries.contract.ts';
import { operation } from '../operation.ts';
import { needs } from '../seen-by.ts';
import {
  addressAbsent,
  byId,
  consentId,
  contactId,
  id,
  listOf,
  ofContact,
  paging,
  timestamp,
  unreadable,
} from '../schemas.ts';

const verification = z
  .object({
    id,
    status: verificationStatus,
    channel,
    purpose: z.string(),
    to: z.string().describe('masked; the value of `address_absent` when it is gone'),
    address_absent: addressAbsent,
    contact_id: contactId,
    consent_id: consentId,
    country: z.string().nullable().describe('where a text goes; null for mail'),
    prefix: z
      .string()
      .nullable()
      .meta({
        description: 'the first digits (network or area); together with the masked number almost the whole number, so null without pii:read', // prettier-ignore
        ...needs('pii:read'),
      }),
    blocked_reason: z.string().nullable().describe('why it is `blocked`'),
    delivery: z.string(),
    sends: z.int().describe('codes asked for'),
    attempts: z.int().describe('checks made'),
    attempts_left: z.int(),
    expires_at: timestamp,
    resend_available_at: timestamp,
    workflow_id: z.string(),
    created_at: timestamp,
    finished_at: timestamp.nullable(),
    unreadable,
  })
  .meta({ id: 'Verification', ...needs('verifications:read') });

const detail = verification
  .extend({
    cost: z.string(),
    currency: z.string(),
    wrong_codes_24h: z.int().describe('for this address and purpose, over all verifications'),
    locked_until: timestamp.nullable(),
    stopped: z.boolean().describe('locked until somebody lifts it'),
  })
  .meta({ id: 'VerificationDetail' });

const outcome = z.object({
  started: z.int(),
  handed_over: z.int(),
  approved: z.int(),
  blocked: z.int(),
  codes: z.int().describe('resent ones included'),
  conversion: z.number().nullable().describe('approved per code'),
  cost: z.string(),
});
const conversionBy = outcome.extend({ channel, country: z.string().nullable() });
const insights = z
  .object({
    currency: z.string(),
    total: outcome,
    countries: z.array(conversionBy),
    prefixes: z.array(conversionBy.extend({ prefix: z.string().nullable() })),
  })
  .meta({ id: 'VerificationInsights' });

/** State of a verification, for callers who check codes. */
const state = ['id', 'status', 'channel', 'attempts_left', 'expires_at', 'resend_available_at', 'workflow_id']; // prettier-ignore
/** For one's own verification, also what was requested. */
const asked = [...state, 'purpose', 'to', 'blocked_reason', 'created_at'];

export const verifications = {
  start: operation({
    method: 'post',
    path: '/verifications',
    summary: 'Send a code to an address',
    permission: 'verifications:write',
    limited: true,
    body: startRequest,
    output: verification,
    told: asked,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { body }) => startVerification(services, ctx, body),
  }),
  list: operation({
    method: 'get',
    path: '/verifications',
    summary: 'List verifications, newest first',
    permission: 'verifications:read',
    query: withPeriod({
      ...paging,
      status: verificationStatus.optional(),
      channel: channel.optional(),
      purpose: z.string().max(64).optional(),
      contact_id: ofContact,
      country: whereabouts.optional(),
      prefix: z.string().max(16).optional().describe('needs pii:read'),
      stage: stage
        .optional()
        .describe('started: passed the limits; handed_over: a code reached the provider'),
    }),
    output: listOf(verification),
    handler: (services, ctx, { query }) => listVerifications(services, ctx, query),
  }),
  // Before the path with an id.
  insights: operation({
    method: 'get',
    path: '/verifications/insights',
    summary: 'Conversion and cost of verifications, by country and prefix',
    permission: 'verifications:read',
    query: withPeriod({
      channel: channel.optional(),
      country: whereabouts.optional(),
    }),
    output: insights,
    handler: (services, ctx, { query }) => verificationInsights(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/verifications/{id}',
    summary: 'State of a verification',
    permission: 'verifications:read',
    params: byId,
    output: detail,
    handler: (services, ctx, { params }) => getVerification(services, ctx, params.id),
  }),
  check: operation({
    method: 'post',
    path: '/verifications/{id}/check',
    summary: 'Check a code; a wrong one leaves `pending`',
    permission: 'verifications:write',
    limited: true,
    params: byId,
    body: checkRequest,
    output: z.object({ id, status: verificationStatus, attempts_left: z.int() }),
    handler: (services, ctx, { params, body }) =>
      checkVerification(services, ctx, params.id, body.code, body.client_ip),
  }),
  resend: operation({
    method: 'post',
    path: '/verifications/{id}/resend',
    summary: 'Send a new code; the old one stops working',
    permission: 'verifications:write',
    limited: true,
    params: byId,
    output: verification,
    told: state,
    status: 202,
    handler: (services, ctx, { params }) => resendVerification(services, ctx, params.id),
  }),
  cancel: operation({
    method: 'post',
    path: '/verifications/{id}/cancel',
    summary: 'End a pending verification',
    permission: 'verifications:write',
    params: byId,
    output: verification,
    told: state,
    handler: (services, ctx, { params }) => cancelVerification(services, ctx, params.id),
  }),
};
