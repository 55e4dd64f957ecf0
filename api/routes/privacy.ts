import { z } from 'zod';
import { erasureRequest } from '#domain/privacy/contract.ts';
import { erasureCertificate } from '#domain/privacy/erasure/certificate.contract.ts';
import { getCertificate, getErasure, listErasures } from '#domain/privacy/erasure/read.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { ERASURE_STATUSES } from '#domain/privacy/erasure/row.ts';
import { operation } from '../operation.ts';
import { byId, id, listOf, paging, timestamp } from '../schemas.ts';

const actor = z.object({ type: z.string(), id: z.string().nullable() });
const counts = z.record(z.string(), z.int());

const erasure = z
  .object({
    id,
    status: z
      .enum(ERASURE_STATUSES)
      .describe('on_hold: consents are withdrawn, the rest waits for a legal hold to be released'),
    dry_run: z.boolean(),
    contact_id: id.nullable(),
    request_id: id.nullable().describe('the person’s own request it carries out'),
    step: z.string().nullable(),
    counts: counts.describe('what has gone so far, by kind'),
    summary: z
      .object({
        goes: counts,
        stays: z.array(z.object({ what: z.string(), why: z.string() })),
        holds: z.int(),
      })
      .nullable()
      .describe('what there was when it was asked for'),
    asked_by: actor,
    workflow_id: z.string().nullable(),
    has_certificate: z.boolean(),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
  })
  .meta({ id: 'PrivacyErasure' });

export const privacyErasures = {
  create: operation({
    method: 'post',
    path: '/privacy/erasures',
    summary: 'Erase a person (Art. 17 GDPR), or with `dry_run` see what would go and what stays',
    permission: 'privacy:write',
    body: erasureRequest,
    output: erasure,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { body }) => requestErasure(services, ctx, body),
  }),
  list: operation({
    method: 'get',
    path: '/privacy/erasures',
    summary: 'Erasures, newest first',
    permission: 'privacy:read',
    query: z.strictObject({
      ...paging,
      status: z.enum(ERASURE_STATUSES).optional(),
      contact_id: id.optional(),
      dry_run: z.stringbool().optional(),
    }),
    output: listOf(erasure),
    handler: (services, ctx, { query }) => listErasures(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/privacy/erasures/{id}',
    summary: 'How an erasure goes, step by step',
    permission: 'privacy:read',
    params: byId,
    output: erasure,
    handler: (services, ctx, { params }) => getErasure(services, ctx, params.id),
  }),
  certificate: operation({
    method: 'get',
    path: '/privacy/erasures/{id}/certificate',
    summary: 'The signed certificate of a finished erasure, without personal data',
    permission: 'privacy:read',
    params: byId,
    output: erasureCertificate.meta({ id: 'ErasureCertificate' }),
    handler: (services, ctx, { params }) => getCertificate(services, ctx, params.id),
  }),
};
