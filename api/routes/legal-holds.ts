import { z } from 'zod';
import { holdRelease, holdScope, holdState, newHold } from '#domain/holds/contract.ts';
import { placeHold } from '#domain/privacy/place.ts';
import { namedHold, namedHolds } from '#domain/audit-log/named-holds.ts';
import { getHold } from '#domain/holds/read.ts';
import { listHolds } from '#domain/privacy/list-holds.ts';
import { releaseHold } from '#domain/holds/release.ts';
import { operation } from '../operation.ts';
import {
  byId,
  contactId,
  id,
  listOf,
  ofContact,
  paging,
  timestamp,
  unreadable,
} from '../schemas.ts';
import { needs } from '../seen-by.ts';

const by = z.object({ type: z.string(), id: z.string().nullable() });
const hold = z
  .object({
    id,
    scope: holdScope,
    name: z
      .string()
      .nullable()
      .describe(
        'what it keeps, people masked; null when only a hash is known, for a person without contacts:read, for a campaign without campaigns:read',
      ),
    in_force: z.boolean(),
    contact_id: contactId,
    campaign_id: id.nullable(),
    reason: z.string(),
    created_at: timestamp,
    created_by: by,
    released_at: timestamp.nullable(),
    released_by: by.nullable(),
    release_reason: z.string().nullable(),
    unreadable,
  })
  .meta({ id: 'LegalHold', ...needs('retention:read') });

export const legalHolds = {
  list: operation({
    method: 'get',
    path: '/legal-holds',
    summary: 'Legal holds, newest first',
    permission: 'retention:read',
    query: z.strictObject({
      ...paging,
      state: holdState.optional(),
      contact_id: ofContact,
      campaign_id: id.optional(),
      keeps_contact_id: ofContact.describe(
        'those in force that keep a contact from being deleted, also the organization’s and those of campaigns that wrote to them; needs contacts:read',
      ),
    }),
    output: listOf(hold),
    handler: async (services, ctx, { query }) => {
      const { data, next_cursor } = await listHolds(services, ctx, query);
      return { data: await namedHolds(services, ctx, data), next_cursor };
    },
  }),
  place: operation({
    method: 'post',
    path: '/legal-holds',
    summary: 'Keep everything, one person or one campaign from erasure and retention',
    permission: 'retention:write',
    body: newHold,
    output: hold,
    status: 201,
    idempotent: true,
    handler: async (services, ctx, { body }) =>
      namedHold(services, ctx, await placeHold(services, ctx, body)),
  }),
  get: operation({
    method: 'get',
    path: '/legal-holds/{id}',
    summary: 'One legal hold',
    permission: 'retention:read',
    params: byId,
    output: hold,
    handler: async (services, ctx, { params }) =>
      namedHold(services, ctx, await getHold(services, ctx, params.id)),
  }),
  release: operation({
    method: 'post',
    path: '/legal-holds/{id}/release',
    summary: 'Release a hold; waiting erasures continue',
    permission: 'retention:write',
    params: byId,
    body: holdRelease,
    output: hold,
    handler: async (services, ctx, { params, body }) =>
      namedHold(services, ctx, await releaseHold(services, ctx, params.id, body)),
  }),
};
