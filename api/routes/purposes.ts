import { z } from 'zod';
import {
  createPurpose,
  listPurposes,
  purposeVersions,
  updatePurpose,
} from '#domain/consent/purposes.ts';
import { operation } from '../operation.ts';
import { byId, id, timestamp } from '../schemas.ts';

const category = z.enum(['marketing', 'transactional']);
const purpose = z
  .object({
    id,
    key: z.string(),
    name: z.string(),
    description: z.string(),
    category,
    expires_after_days: z.int().nullable(),
    renew_before_days: z
      .int()
      .nullable()
      .describe('how long before its end people are asked to renew; null: they are not'),
    version: z.int(),
    created_at: timestamp,
  })
  .meta({ id: 'Purpose' });

const words = {
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(1000),
  expires_after_days: z.int().min(1).max(3650).nullable(),
  renew_before_days: z.int().min(1).max(365).nullable(),
};

export const purposes = {
  list: operation({
    method: 'get',
    path: '/purposes',
    summary: 'What people can consent to',
    permission: 'consents:read',
    output: z.object({ data: z.array(purpose), next_cursor: z.string().nullable() }),
    handler: async (services, ctx) => ({
      data: await listPurposes(services, ctx),
      next_cursor: null,
    }),
  }),
  create: operation({
    method: 'post',
    path: '/purposes',
    summary: 'Add a purpose',
    permission: 'organization:write',
    body: z.strictObject({
      key: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and _'),
      category,
      name: words.name,
      description: words.description.default(''),
      expires_after_days: words.expires_after_days.default(null),
      renew_before_days: words.renew_before_days.default(null),
    }),
    output: purpose,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => createPurpose(services, ctx, body),
  }),
  update: operation({
    method: 'patch',
    path: '/purposes/{id}',
    summary: 'Change the words around a purpose, or when its consents end: its next version',
    permission: 'organization:write',
    params: byId,
    body: z.strictObject(words).partial(),
    output: purpose,
    handler: (services, ctx, { params, body }) => updatePurpose(services, ctx, params.id, body),
  }),
  versions: operation({
    method: 'get',
    path: '/purposes/{id}/versions',
    summary: 'What a purpose said, the present version first',
    permission: 'consents:read',
    params: byId,
    output: z.object({
      data: z.array(purpose.omit({ id: true, key: true, category: true })),
      next_cursor: z.string().nullable(),
    }),
    handler: async (services, ctx, { params }) => ({
      data: await purposeVersions(services, ctx, params.id),
      next_cursor: null,
    }),
  }),
};
