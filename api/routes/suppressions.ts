import { z } from 'zod';
import { channel } from '#domain/channel.contract.ts';
import { createSuppression, createSuppressions } from '#domain/suppressions/suppress.ts';
import { withPeriod } from '#domain/period.contract.ts';
import {
  lift,
  newSuppression,
  newSuppressions,
  suppressionAddress,
  suppressionReason,
  suppressionSearch,
  suppressionState,
} from '#domain/suppressions/contract.ts';
import { cancelSuppressionImport } from '#domain/suppressions/import/cancel.ts';
import { getSuppressionImport, listSuppressionImports } from '#domain/suppressions/import/read.ts';
import { SUPPRESSION_IMPORT_STATUSES } from '#domain/suppressions/import/row.ts';
import { liftSuppression } from '#domain/suppressions/lift.ts';
import { getSuppression, listSuppressions, searchSuppressions } from '#domain/suppressions/read.ts';
import { operation } from '../operation.ts';
import { needs } from '../seen-by.ts';
import {
  addressAbsent,
  byId,
  id,
  listOf,
  paging,
  reveal,
  timestamp,
  unreadable,
} from '../schemas.ts';

const suppression = z
  .object({
    id,
    channel,
    address: z.string().nullable().describe('masked unless revealed'),
    address_absent: addressAbsent,
    reason: suppressionReason,
    note: z.string().nullable(),
    expires_at: timestamp.nullable(),
    created_at: timestamp,
    unreadable,
  })
  .meta({ id: 'Suppression' });

/** For facts about existing blocks that the caller did not send. */
const readersOnly = needs('suppressions:read');

/**
 * The answer to blocking an address. There may have been a block already, with its own reason, end and history;
 * callers without suppressions:read do not learn whether there was.
 */
const blocked = suppression
  .extend({
    id: id.nullable().meta(readersOnly),
    address: z.string().nullable().meta(readersOnly),
    address_absent: addressAbsent.meta(readersOnly),
    reason: suppressionReason.nullable().meta(readersOnly),
    note: z.string().nullable().meta(readersOnly),
    expires_at: timestamp.nullable().meta(readersOnly),
    created_at: timestamp.nullable().meta(readersOnly),
  })
  .meta({
    id: 'BlockedAddress',
    description: 'As Suppression; all but the channel is null without suppressions:read',
  });

const suppressionImport = z
  .object({
    id,
    status: z.enum(SUPPRESSION_IMPORT_STATUSES),
    reason: suppressionReason.describe('of rows that name none'),
    file_name: z.string().nullable().describe('null where the upload did not say'),
    total: z.int().describe('rows below the header; 0 until they are counted'),
    processed: z.int(),
    created: z
      .int()
      .nullable()
      .meta({ description: 'null without suppressions:read', ...readersOnly }),
    already: z
      .int()
      .nullable()
      .meta({
        description:
          'already blocked; the stronger reason and the later end stay; null without suppressions:read',
        ...readersOnly,
      }),
    failed: z.int(),
    failure: z.string().nullable().describe('why it stopped'),
    workflow_id: z.string().nullable().describe('null when it was taken at once'),
    finished_at: timestamp.nullable().describe('null while it runs'),
    created_at: timestamp,
  })
  .meta({ id: 'SuppressionImport', ...needs('suppressions:read') });

/** The upload is in suppressions-csv.ts: a multipart body is not a JSON operation. */
export const suppressionReport = suppressionImport
  .extend({ errors: z.array(z.object({ row: z.int(), message: z.string() })).max(1000) })
  .meta({ id: 'SuppressionImportReport', ...needs('suppressions:read') });

/** Progress of an import, without its content. */
const progress = ['id', 'status', 'total', 'processed', 'created', 'already', 'failed', 'failure', 'workflow_id', 'finished_at', 'created_at']; // prettier-ignore

export const suppressions = {
  list: operation({
    method: 'get',
    path: '/suppressions',
    summary: 'Blocked addresses, newest first; find one by POST /suppressions/search',
    permission: 'suppressions:read',
    limited: true,
    query: withPeriod({
      ...paging,
      channel: channel.optional(),
      reason: suppressionReason.optional(),
      state: suppressionState.optional(),
      address: suppressionAddress
        .optional()
        .describe('exactly this address; POST /suppressions/search keeps it out of URLs'),
    }),
    output: listOf(suppression),
    handler: (services, ctx, { query }) => listSuppressions(services, ctx, query),
  }),
  search: operation({
    method: 'post',
    path: '/suppressions/search',
    summary: 'Whether an address is blocked. In the body, so that no log contains the address',
    permission: 'suppressions:read',
    limited: true,
    body: suppressionSearch,
    output: z.object({ data: z.array(suppression) }),
    handler: async (services, ctx, { body }) => ({
      data: await searchSuppressions(services, ctx, body),
    }),
  }),
  create: operation({
    method: 'post',
    path: '/suppressions',
    summary: 'Block an address',
    permission: 'suppressions:write',
    body: newSuppression,
    output: blocked,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => createSuppression(services, ctx, body),
  }),
  createMany: operation({
    method: 'post',
    path: '/suppressions/bulk',
    summary: 'Block up to 1,000 addresses, all or none',
    permission: 'suppressions:write',
    body: newSuppressions,
    output: z.object({
      created: z.int().nullable().describe('null without suppressions:read'),
      already: z.int().nullable(),
    }),
    idempotent: true,
    handler: (services, ctx, { body }) => createSuppressions(services, ctx, body),
  }),
  // Before the path with an id.
  imports: operation({
    method: 'get',
    path: '/suppressions/imports',
    summary: 'Imports of blocked addresses, newest first',
    permission: 'suppressions:read',
    query: z.strictObject(paging),
    output: listOf(suppressionImport),
    handler: (services, ctx, { query }) => listSuppressionImports(services, ctx, query),
  }),
  getImport: operation({
    method: 'get',
    path: '/suppressions/imports/{id}',
    summary: 'Progress of an import, with failed rows',
    permission: 'suppressions:read',
    params: byId,
    output: suppressionReport,
    handler: (services, ctx, { params }) => getSuppressionImport(services, ctx, params.id),
  }),
  cancelImport: operation({
    method: 'post',
    path: '/suppressions/imports/{id}/cancel',
    summary: 'Stop an import; addresses that it has blocked stay blocked',
    permission: 'suppressions:write',
    params: byId,
    output: suppressionImport,
    told: progress,
    handler: (services, ctx, { params }) => cancelSuppressionImport(services, ctx, params.id),
  }),
  get: operation({
    method: 'get',
    path: '/suppressions/{id}',
    summary: 'One block',
    permission: 'suppressions:read',
    params: byId,
    query: z.strictObject({ reveal }),
    output: suppression,
    handler: (services, ctx, { params, query }) =>
      getSuppression(services, ctx, params.id, query.reveal),
  }),
  delete: operation({
    method: 'delete',
    path: '/suppressions/{id}',
    summary: 'Lift a block; a person’s own opt-out only by a member, with a reason',
    permission: 'suppressions:write',
    params: byId,
    body: lift,
    handler: (services, ctx, { params, body }) =>
      liftSuppression(services, ctx, params.id, body?.reason),
  }),
};
