import { z } from 'zod';
import { listAudit } from '#domain/audit/list.ts';
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
};
