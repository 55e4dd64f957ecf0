import { z } from 'zod';
import { listAudit } from '#domain/audit/list.ts';
import { verifyAudit } from '#domain/audit/verify-audit.ts';
import { operation } from '../operation.ts';
import { id, listOf, paging, timestamp } from '../schemas.ts';

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
  })
  .meta({ id: 'AuditEntry' });

const time = z.iso.datetime({ offset: true, error: 'must be a time such as 2030-01-31T00:00:00Z' });

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
      entity_type: z.string().max(100).optional(),
      entity_id: z.string().max(200).optional(),
      actor: z.string().max(200).optional(),
      from: time.optional(),
      to: time.optional(),
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
        entries: z.int().describe('places under seals, removed ones included'),
        removed: z.int().describe('rows that retention or a restore took away, signed'),
        unsealed: z.int().describe('rows that wait for their seal; normal for a minute'),
        published: z.int().describe('seals compared with their copy outside the database'),
        first_bad: fault.nullable(),
      })
      .meta({ id: 'AuditVerdict' }),
    handler: (services, ctx) => verifyAudit(services, ctx),
  }),
};
