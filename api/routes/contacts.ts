import { z } from 'zod';
import {
  bulkTags,
  contactPatch,
  locale,
  newContact,
  soughtTag,
} from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { deleteContact } from '#domain/contacts/delete.ts';
import { getContact, listContacts, listTags } from '#domain/contacts/read.ts';
import { tagContacts } from '#domain/contacts/tag.ts';
import { contactTimeline } from '#domain/overview/timeline.ts';
import { updateContact } from '#domain/contacts/update.ts';
import type { Context } from '#domain/context.ts';
import { addressFaults } from '#domain/addresses/addresses.ts';
import type { FieldError } from '#lib/errors.ts';
import type { ApiServices } from '../operation.ts';
import { operation } from '../operation.ts';
import { byId, flag, id, listOf, paging, reveal, timestamp, unreadable } from '../schemas.ts';
import { needs } from '../seen-by.ts';

export const contact = z
  .object({
    id,
    email: z.string().nullable().describe('masked unless revealed'),
    phone: z.string().nullable().describe('masked unless revealed'),
    name: z.string().nullable().describe('masked unless revealed'),
    locale: z.string().nullable(),
    time_zone: z.string().nullable(),
    country: z.string().nullable(),
    tags: z.array(z.string()),
    fields: z.record(z.string(), z.unknown()),
    source: z.string(),
    created_at: timestamp,
    updated_at: timestamp,
    unreadable,
  })
  .meta({ id: 'Contact', ...needs('contacts:read') });

const timelineItem = z
  .object({
    id,
    at: timestamp,
    type: z.string(),
    summary: z.string(),
    entity: z.object({ type: z.string(), id: z.string() }),
  })
  .meta({ id: 'TimelineItem' });

/** The faults of the addresses of a contact whose other fields have faults. */
const addressesOfContact = (
  services: ApiServices,
  ctx: Context,
  { body }: { body: Record<string, unknown> },
): Promise<FieldError[]> =>
  services.db.withTenant(ctx, (trx) => addressFaults(trx, contactPatch.safeParse(body).data ?? {}));

export const contacts = {
  list: operation({
    method: 'get',
    path: '/contacts',
    summary: 'List or search contacts, newest first',
    permission: 'contacts:read',
    limited: true,
    query: z.strictObject({
      ...paging,
      q: z.string().max(200).optional(),
      earlier_address: flag
        .optional()
        .describe('`q` is an address a contact had before, instead of one it has'),
      tag: soughtTag.optional(),
      locale: locale.optional(),
      segment_id: id.optional(),
      has_email: flag.optional(),
      has_phone: flag.optional(),
      reveal,
    }),
    output: listOf(contact),
    handler: (services, ctx, { query }) => listContacts(services, ctx, query),
  }),
  create: operation({
    method: 'post',
    path: '/contacts',
    summary: 'Add a contact',
    permission: 'contacts:write',
    body: newContact,
    output: contact,
    status: 201,
    idempotent: true,
    faults: addressesOfContact,
    handler: (services, ctx, { body }) => createContact(services, ctx, body),
  }),
  bulk: operation({
    method: 'post',
    path: '/contacts/bulk',
    summary: 'Add and remove tags on up to 1,000 contacts, on all of them or none',
    permission: 'contacts:write',
    body: bulkTags,
    output: z
      .object({ changed: z.int().min(0), unchanged: z.int().min(0) })
      .meta(needs('contacts:read')),
    handler: (services, ctx, { body }) => tagContacts(services, ctx, body),
  }),
  tags: operation({
    method: 'get',
    path: '/contacts/tags',
    summary: 'Tags in use, the most used first',
    permission: 'contacts:read',
    output: z.object({
      data: z.array(z.object({ tag: z.string(), contacts: z.int() })),
      next_cursor: z.string().nullable(),
    }),
    handler: async (services, ctx) => ({ data: await listTags(services, ctx), next_cursor: null }),
  }),
  get: operation({
    method: 'get',
    path: '/contacts/{id}',
    summary: 'One contact',
    permission: 'contacts:read',
    params: byId,
    query: z.strictObject({ reveal }),
    output: contact,
    handler: (services, ctx, { params, query }) =>
      getContact(services, ctx, params.id, query.reveal),
  }),
  update: operation({
    method: 'patch',
    path: '/contacts/{id}',
    summary: 'Change a contact',
    permission: 'contacts:write',
    limited: true,
    params: byId,
    body: contactPatch,
    output: contact,
    faults: addressesOfContact,
    handler: (services, ctx, { params, body }) => updateContact(services, ctx, params.id, body),
  }),
  delete: operation({
    method: 'delete',
    path: '/contacts/{id}',
    summary: 'Remove a contact; consents and messages stay as history',
    permission: 'contacts:write',
    params: byId,
    handler: (services, ctx, { params }) => deleteContact(services, ctx, params.id),
  }),
  timeline: operation({
    method: 'get',
    path: '/contacts/{id}/timeline',
    summary: 'Everything that happened with this person, newest first',
    permission: 'contacts:read',
    params: byId,
    query: z.strictObject(paging),
    output: listOf(timelineItem),
    handler: (services, ctx, { params, query }) => contactTimeline(services, ctx, params.id, query),
  }),
};
