import { z } from 'zod';
import {
  channel,
  checkRequest,
  startRequest,
  verificationStatus,
} from '#domain/verification/contract.ts';
import { cancelVerification } from '#domain/verification/cancel.ts';
import { checkVerification } from '#domain/verification/check.ts';
import { getVerification, listVerifications } from '#domain/verification/read.ts';
import { resendVerification } from '#domain/verification/resend.ts';
import { startVerification } from '#domain/verification/start.ts';
import { period } from '#domain/period.contract.ts';
import { operation } from '../operation.ts';
import { byId, id, listOf, paging, timestamp } from '../schemas.ts';

const verification = z
  .object({
    id,
    status: verificationStatus,
    channel,
    purpose: z.string(),
    to: z.string().describe('masked'),
    contact_id: id.nullable(),
    consent_id: id.nullable(),
    country: z.string().nullable().describe('where a text goes; null for mail'),
    prefix: z.string().nullable().describe('the first digits: network or area'),
    blocked_reason: z.string().nullable().describe('why it is `blocked`'),
    delivery: z.string(),
    sends: z.int().describe('codes asked for'),
    attempts_left: z.int(),
    expires_at: timestamp,
    resend_available_at: timestamp,
    workflow_id: z.string(),
    created_at: timestamp,
    finished_at: timestamp.nullable(),
  })
  .meta({ id: 'Verification' });

export const verifications = {
  start: operation({
    method: 'post',
    path: '/verifications',
    summary: 'Send a code to an address',
    permission: 'verifications:write',
    body: startRequest,
    output: verification,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { body }) => startVerification(services, ctx, body),
  }),
  list: operation({
    method: 'get',
    path: '/verifications',
    summary: 'List verifications, newest first',
    permission: 'verifications:read',
    query: z.strictObject({
      ...paging,
      status: verificationStatus.optional(),
      channel: channel.optional(),
      purpose: z.string().max(64).optional(),
      contact_id: id.optional(),
      ...period,
      country: z.string().max(2).optional(),
      prefix: z.string().max(16).optional(),
    }),
    output: listOf(verification),
    handler: (services, ctx, { query }) => listVerifications(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/verifications/{id}',
    summary: 'Where a verification stands',
    permission: 'verifications:read',
    params: byId,
    output: verification,
    handler: (services, ctx, { params }) => getVerification(services, ctx, params.id),
  }),
  check: operation({
    method: 'post',
    path: '/verifications/{id}/check',
    summary: 'Check a code; a wrong one leaves `pending`',
    permission: 'verifications:write',
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
    params: byId,
    output: verification,
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
    handler: (services, ctx, { params }) => cancelVerification(services, ctx, params.id),
  }),
};
