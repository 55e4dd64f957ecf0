import { z } from 'zod';
import {
  ERASURE_STATUSES,
  erasureRequest,
  exportRequest,
  EXPORT_STATUSES,
  newRequest,
  refusalInput,
  REFUSALS,
  REQUEST_KINDS,
  REQUEST_STATUSES,
} from '#domain/privacy/contract.ts';
import { carryOutRequest, refuseRequest } from '#domain/privacy/requests/decide.ts';
import { recordRequest } from '#domain/privacy/requests/record.ts';
import { countRequests, getRequest, listRequests } from '#domain/privacy/requests/read.ts';
import { erasureCertificate } from '#domain/privacy/erasure/certificate.contract.ts';
import { getCertificate, getErasure, listErasures } from '#domain/privacy/erasure/read.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { getExport, listExports, revokeExport } from '#domain/privacy/export/read.ts';
import { requestExport } from '#domain/privacy/export/request.ts';
import { channel } from '#domain/channel.contract.ts';
import { SECRET } from '#domain/idempotency/secrets.ts';
import { operation } from '../operation.ts';
import {
  addressAbsent,
  byId,
  contactId,
  flag,
  id,
  listOf,
  ofContact,
  paging,
  timestamp,
  unreadable,
} from '../schemas.ts';
import { needs, TOLD } from '../seen-by.ts';

const actor = z.object({ type: z.string(), id: z.string().nullable() });
const counts = z.record(z.string(), z.int());

const erasure = z
  .object({
    id,
    status: z
      .enum(ERASURE_STATUSES)
      .describe('on_hold: consents are withdrawn, the rest waits for a legal hold to be released'),
    failure: z.string().nullable().describe('why it can never be completed; request it again'),
    dry_run: z.boolean(),
    contact_id: contactId,
    request_id: id.nullable().describe('the person’s own request it carries out'),
    step: z.string().nullable(),
    counts: counts.describe('removed so far, by kind'),
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
  .meta({ id: 'PrivacyErasure', ...needs('privacy:read') });

const personExport = z
  .object({
    id,
    status: z.enum(EXPORT_STATUSES),
    contact_id: contactId,
    request_id: id.nullable().describe('the person’s own request it carries out'),
    failure: z.string().nullable(),
    size: z.int().nullable().describe('bytes of the ZIP'),
    sha256: z.string().nullable().describe('of the ZIP, hex'),
    counts: counts.describe('entries by section'),
    downloads: z.int(),
    last_download_at: timestamp.nullable(),
    download_url: z
      .string()
      .nullable()
      .meta({
        description: 'signed, for the person; works until expires_at; only with pii:read',
        ...SECRET,
      }),
    asked_by: actor,
    workflow_id: z.string(),
    created_at: timestamp,
    ready_at: timestamp.nullable(),
    expires_at: timestamp.nullable(),
  })
  .meta({ id: 'PrivacyExport', ...needs('privacy:read') });

/** The download itself is in privacy-downloads.ts: a file is not JSON. */
export const privacyExports = {
  create: operation({
    method: 'post',
    path: '/privacy/exports',
    summary: 'Create a copy of everything about a person (Art. 15 and 20 GDPR)',
    permission: 'privacy:write',
    body: exportRequest,
    output: personExport,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { body }) => requestExport(services, ctx, body),
  }),
  list: operation({
    method: 'get',
    path: '/privacy/exports',
    summary: 'Exports, newest first',
    permission: 'privacy:read',
    query: z.strictObject({
      ...paging,
      status: z.enum(EXPORT_STATUSES).optional(),
      contact_id: ofContact,
    }),
    output: listOf(personExport),
    handler: (services, ctx, { query }) => listExports(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/privacy/exports/{id}',
    summary: 'Progress of an export, with its link',
    permission: 'privacy:read',
    params: byId,
    output: personExport,
    handler: (services, ctx, { params }) => getExport(services, ctx, params.id),
  }),
  revoke: operation({
    method: 'post',
    path: '/privacy/exports/{id}/revoke',
    summary: 'Revoke an export: its link stops working and its file is deleted',
    permission: 'privacy:write',
    params: byId,
    output: personExport,
    handler: (services, ctx, { params }) => revokeExport(services, ctx, params.id),
  }),
};

export const privacyErasures = {
  create: operation({
    method: 'post',
    path: '/privacy/erasures',
    summary:
      'Erase a person (Art. 17 GDPR), or with `dry_run` see what would be erased and what stays',
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
      contact_id: ofContact,
      dry_run: flag.optional(),
    }),
    output: listOf(erasure),
    handler: (services, ctx, { query }) => listErasures(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/privacy/erasures/{id}',
    summary: 'Progress of an erasure, step by step',
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

const privacyRequest = z
  .object({
    id,
    kind: z.enum(REQUEST_KINDS),
    status: z.enum(REQUEST_STATUSES),
    channel,
    address: z.string().nullable().describe('masked'),
    address_absent: addressAbsent,
    contact_id: contactId,
    asked_by: actor.describe(
      'person: through their own link; otherwise the colleague who recorded it',
    ),
    asked_at: timestamp,
    proven_at: timestamp.nullable(),
    due_at: timestamp.nullable().describe('one calendar month after the proof (Art. 12(3) GDPR)'),
    days_left: z.int().nullable(),
    near: z.boolean().describe('a week is left, or less'),
    overdue: z.boolean(),
    decided_at: timestamp.nullable(),
    decided_by: actor.nullable(),
    refusal: z.enum(REFUSALS).nullable(),
    refusal_note: z.string().nullable(),
    process_id: id
      .nullable()
      .describe('the export or erasure that carries it out, or was tried last'),
    failure: z
      .string()
      .nullable()
      .describe(
        'of an open request: why its copy or erasure failed; `carry-out` tries again, `refuse` refuses',
      ),
    told: z.enum(['sent', 'failed', 'uncertain']).nullable(),
    workflow_id: z.string(),
    unreadable,
  })
  .meta({ id: 'PrivacyRequest', ...needs('privacy:read') });

/** Requests by people: proved by a code behind their link, or recorded by a colleague. */
export const privacyRequests = {
  create: operation({
    method: 'post',
    path: '/privacy/requests',
    summary: 'Record a request by letter or phone; starts its one-month deadline',
    permission: 'privacy:write',
    body: newRequest,
    output: privacyRequest,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { body }) => recordRequest(services, ctx, body),
  }),
  list: operation({
    method: 'get',
    path: '/privacy/requests',
    summary: 'Requests by people about their own data, newest first',
    permission: 'privacy:read',
    query: z.strictObject({
      ...paging,
      status: z.enum(REQUEST_STATUSES).optional(),
      kind: z.enum(REQUEST_KINDS).optional(),
    }),
    output: listOf(privacyRequest),
    handler: (services, ctx, { query }) => listRequests(services, ctx, query),
  }),
  // Before get, or `count` would be read as a request's id.
  count: operation({
    method: 'get',
    path: '/privacy/requests/count',
    summary: 'Number of waiting requests, and when the next is due',
    permission: 'privacy:read',
    output: z
      .object({
        open: z.int(),
        near: z.int(),
        overdue: z.int(),
        next_due_at: timestamp.nullable(),
      })
      .meta({ id: 'PrivacyRequestCounts' }),
    handler: (services, ctx) => countRequests(services, ctx),
  }),
  get: operation({
    method: 'get',
    path: '/privacy/requests/{id}',
    summary: 'One request with its deadline',
    permission: 'privacy:read',
    params: byId,
    output: privacyRequest,
    handler: (services, ctx, { params }) => getRequest(services, ctx, params.id),
  }),
  carryOut: operation({
    method: 'post',
    path: '/privacy/requests/{id}/carry-out',
    summary: 'Do what the person asked for: create the copy and send its link, or erase them',
    permission: 'privacy:write',
    params: byId,
    output: privacyRequest,
    told: [...TOLD, 'process_id'],
    status: 202,
    handler: (services, ctx, { params }) => carryOutRequest(services, ctx, params.id),
  }),
  refuse: operation({
    method: 'post',
    path: '/privacy/requests/{id}/refuse',
    summary: 'Refuse a request; the person is told why, and where to complain',
    permission: 'privacy:write',
    params: byId,
    body: refusalInput,
    output: privacyRequest,
    handler: (services, ctx, { params, body }) => refuseRequest(services, ctx, params.id, body),
  }),
};
