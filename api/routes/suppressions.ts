import { z } from 'zod';
import { channel } from '#domain/consent/contract.ts';
import {
  createSuppression,
  deleteSuppression,
  listSuppressions,
} from '#domain/consent/suppressions.ts';
import { operation } from '../operation.ts';
import { byId, id, listOf, paging, timestamp } from '../schemas.ts';

const reason = z.enum([
  'opt_out',
  'complaint',
  'hard_bounce',
  'erasure',
  'legal',
  'admin',
  'provider_block',
]);

const suppression = z
  .object({
    id,
    channel,
    address: z.string().nullable().describe('masked'),
    reason,
    note: z.string().nullable(),
    expires_at: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'Suppression' });

export const suppressions = {
  list: operation({
    method: 'get',
    path: '/suppressions',
    summary: 'Addresses nothing is sent to, newest first',
    permission: 'suppressions:read',
    query: z.strictObject({
      ...paging,
      channel: channel.optional(),
      reason: reason.optional(),
      address: z.string().max(320).optional(),
    }),
    output: listOf(suppression),
    handler: (services, ctx, { query }) => listSuppressions(services, ctx, query),
  }),
  create: operation({
    method: 'post',
    path: '/suppressions',
    summary: 'Block an address',
    permission: 'suppressions:write',
    body: z.strictObject({
      channel,
      address: z.string().min(3).max(320),
      reason,
      note: z.string().trim().max(500).optional(),
      expires_at: z.iso
        .datetime({ offset: true })
        .transform((v) => new Date(v))
        .optional(),
    }),
    output: suppression,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => createSuppression(services, ctx, body),
  }),
  delete: operation({
    method: 'delete',
    path: '/suppressions/{id}',
    summary: 'Lift a block',
    permission: 'suppressions:write',
    params: byId,
    handler: (services, ctx, { params }) => deleteSuppression(services, ctx, params.id),
  }),
};
