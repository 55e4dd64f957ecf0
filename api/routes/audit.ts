import { z } from 'zod';
import { listSeals, publishedSeal } from '#domain/audit-log/list-seals.ts';
import { auditTerms, listAudit } from '#domain/audit-log/list.ts';
import { publishedSealShape } from '#domain/audit/published.ts';
import { readEntry } from '#domain/audit-log/read-entry.ts';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import { instantText } from '#domain/instant.contract.ts';
import { operation } from '../operation.ts';
import { byId, id, listOf, paging, timestamp } from '../schemas.ts';

const named = {
  entity_name: z
    .string()
    .nullable()
    .describe(
      'current name of the entity, people masked; null without a name or the right to read it',
    ),
  actor_name: z
    .string()
    .nullable()
    .describe('name of a colleague or an API key, depending on the reader’s rights'),
  entity_gone: z.boolean().describe('the entity no longer exists'),
};

const entry = z
  .object({
    id,
    occurred_at: timestamp,
    actor_type: z.string(),
    actor_id: z.string().nullable(),
    action: z.string(),
    entity_type: z.string(),
    entity_id: z.string(),
    detail: z.record(z.string(), z.unknown()),
    request_id: z.string().nullable(),
    position: z.int().nullable().describe('position in the log, from 1; null until it is sealed'),
    seal: z.int().nullable().describe('the number of the seal over it'),
    ...named,
  })
  .meta({ id: 'AuditEntry' });

/** Filters of the list and the export. */
export const auditFilter = {
  action: z.string().min(1).max(100).optional().describe('an action, or a prefix such as consent.'),
  entity_type: z.string().max(100).optional(),
  entity_id: z.string().max(200).optional(),
  actor: z.string().max(200).optional().describe('an id, or a type of actor such as system'),
  from: instantText.optional(),
  to: instantText.optional(),
  request_id: z.string().max(200).optional(),
  q: z.string().trim().min(1).max(200).optional().describe('an id, or words of an action or thing'),
};

const seal = z
  .object({
    tenant_id: id,
    number: z.int(),
    first_position: z.int(),
    entries: z.int(),
    root: z.string().describe('Merkle root of its rows (RFC 9162), hex'),
    previous: z.string().nullable().describe('hash of the seal before, hex'),
    sealed_at: timestamp,
    key_version: z.int(),
    hash: z.string().describe('SHA-256 of the canonical JSON of all above (RFC 8785), hex'),
    signature: z.string().describe('Ed25519 over the hash, base64url'),
  })
  .meta({ id: 'AuditSeal' });

const hashed = z
  .object({
    tenant_id: id,
    id,
    seq: z.int(),
    occurred_at: z.string().describe('to the microsecond'),
    actor_type: z.string(),
    actor_id: z.string().nullable(),
    action: z.string(),
    entity_type: z.string(),
    entity_id: z.string(),
    detail: z.unknown(),
    request_id: z.string().nullable(),
  })
  .meta({ id: 'HashedAuditEntry' });

const proof = z
  .object({
    position: z.int(),
    index: z.int().describe('under its seal, from 0'),
    leaf: z.string(),
    path: z.array(z.string()),
    seal,
    public_key: z.string(),
    checks: z.object({
      entry: z.boolean(),
      root: z.boolean(),
      signature: z.boolean(),
      published: z.boolean().nullable().describe('null: not published yet'),
    }),
  })
  .meta({ id: 'AuditEntryProof' });

const fault = z
  .object({
    kind: z.enum([
      'entry_changed', 'entry_missing', 'entry_unsealed', 'order_changed', 'seal_changed', 'seal_missing',
      'tail_cut_off',
    ]), // prettier-ignore
    message: z.string(),
    seal: z.int().nullable(),
    position: z.int().nullable().describe('of the row, counted from 1'),
    entry_id: id.nullable(),
  })
  .meta({ id: 'AuditFault' });

export const audit = {
  list: operation({
    method: 'get',
    path: '/audit',
    summary: 'Who did what, newest first',
    permission: 'audit:read',
    query: z.strictObject({
      ...paging,
      ...auditFilter,
    }),
    output: listOf(entry),
    handler: (services, ctx, { query }) => listAudit(services, ctx, query),
  }),
  verify: operation({
    method: 'get',
    path: '/audit/verify',
    summary: 'Check the whole audit log against its seals, here and outside the database',
    permission: 'audit:read',
    output: z
      .object({
        ok: z.boolean(),
        seals: z.int(),
        entries: z.int().describe('positions under seals, including removed rows'),
        removed: z.int().describe('rows removed by retention or lost in a restore, as signed'),
        unsealed: z.int().describe('rows that wait for their seal; normal for a minute'),
        published: z.int().describe('seals compared with their copy outside the database'),
        first_bad: fault.nullable(),
      })
      .meta({ id: 'AuditVerdict' }),
    handler: (services, ctx) => verifyAudit(services, ctx),
  }),
  terms: operation({
    method: 'get',
    path: '/audit/terms',
    summary: 'The actions and types of things that occur in the log',
    permission: 'audit:read',
    output: z
      .object({ actions: z.array(z.string()), entity_types: z.array(z.string()) })
      .meta({ id: 'AuditTerms' }),
    handler: (services, ctx) => auditTerms(services, ctx),
  }),
  seals: operation({
    method: 'get',
    path: '/audit/seals',
    summary: 'Seals, newest first, each compared with its copy outside the database',
    permission: 'audit:read',
    query: z.strictObject({ ...paging }),
    output: listOf(
      seal
        .extend({
          published: z.enum(['same', 'differs', 'missing', 'unreadable']),
          place: z.object({ store: z.string(), file: z.string() }),
        })
        .meta({ id: 'ListedAuditSeal' }),
    ),
    handler: (services, ctx, { query }) => listSeals(services, ctx, query),
  }),
  publishedSeal: operation({
    method: 'get',
    path: '/audit/seals/{number}',
    summary: 'A seal as it was published, with the hashes of its rows',
    permission: 'audit:read',
    params: z.object({ number: z.string().regex(/^\d{1,9}$/) }),
    output: publishedSealShape.meta({ id: 'PublishedAuditSeal' }),
    handler: (services, ctx, { params }) => publishedSeal(services, ctx, Number(params.number)),
  }),
  // Last, so that the other paths are not read as ids.
  get: operation({
    method: 'get',
    path: '/audit/{id}',
    summary: 'One row as it is hashed, checked against its seal just now',
    permission: 'audit:read',
    params: byId,
    output: z
      .object({ entry: hashed, ...named, proof: proof.nullable() })
      .meta({ id: 'ProvenAuditEntry' }),
    handler: (services, ctx, { params }) => readEntry(services, ctx, params.id),
  }),
};
