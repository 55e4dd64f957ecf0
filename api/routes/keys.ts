import { z } from 'zod';
import { rotatedKind, rotationRequest, rotationStatus } from '#domain/keys/contract.ts';
import { getRotation, listKeys, listRotations } from '#domain/keys/read.ts';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { operation } from '../operation.ts';
import { byId, id, listOf, paging, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const version = z
  .object({
    version: z.int(),
    state: z
      .enum(['announced', 'in_use', 'readable', 'checks_only', 'destroyed'])
      .describe('readable: encrypts nothing new; checks_only: signs nothing new'),
    created_at: timestamp,
    active_from: timestamp,
    retired_at: timestamp.nullable(),
    destroyed_at: timestamp.nullable(),
    values: z
      .array(z.object({ place: z.string().describe('a table, or `files`'), sealed: z.int() }))
      .describe('data keys: number of values encrypted with it, as last counted'),
  })
  .meta({ id: 'KeyVersion' });

const masterKey = z
  .object({
    in_use: z.string().describe('fingerprint of the master key that wraps new keys'),
    in_use_since: timestamp,
    rotated_at: timestamp.nullable().describe('null: it is the first one'),
    wraps: z
      .array(z.object({ master: z.string(), keys: z.int() }))
      .describe('how many keys of the own organization each one wraps, the one in use first'),
    previous: z
      .string()
      .nullable()
      .describe('the previous master key, while processes still have it'),
    unfinished: z
      .boolean()
      .describe('keys are still wrapped by the previous one: npm run rotate-master-key'),
  })
  .meta({ id: 'MasterKeyStatus' });

const rotation = z
  .object({
    id,
    kind: rotatedKind,
    status: rotationStatus,
    failure: z.string().nullable().describe('why it can never be carried out'),
    from_version: z.int(),
    to_version: z.int(),
    active_from: timestamp.describe('from when the new version is used'),
    keep_until: timestamp.nullable().describe('signing keys: until when the old version checks'),
    values_sealed: z.int().describe('values encrypted again so far'),
    values_left: z.int().nullable().describe('values under the old version, as last counted'),
    requested_by: z.object({ type: z.string(), id: z.string().nullable() }),
    workflow_id: z.string(),
    created_at: timestamp,
    completed_at: timestamp.nullable(),
  })
  .meta({ id: 'KeyRotation', ...needs('keys:read') });

export const keys = {
  list: operation({
    method: 'get',
    path: '/keys',
    summary: 'Keys by kind and version, with the number of values they encrypt',
    permission: 'keys:read',
    output: z
      .object({
        keys: z.array(
          z.object({
            kind: z.enum(['data', 'index', 'suppression', 'signing', 'seal']),
            versions: z.array(version).describe('the newest first'),
          }),
        ),
        person_keys: z
          .int()
          .describe('keys of individual people; one is destroyed when its person is erased'),
        counted_at: timestamp.nullable().describe('when values were counted last'),
        master_key: masterKey.describe('wraps all other keys; it is outside the database'),
      })
      .meta({ id: 'Keys' }),
    handler: (services, ctx) => listKeys(services, ctx),
  }),
};

export const keyRotations = {
  start: operation({
    method: 'post',
    path: '/key-rotations',
    summary: 'Replace a key by a new version while everything runs',
    permission: 'keys:write',
    status: 202,
    body: rotationRequest,
    output: rotation,
    handler: (services, ctx, { body }) => startRotation(services, ctx, body),
  }),
  list: operation({
    method: 'get',
    path: '/key-rotations',
    summary: 'Replacements of keys, newest first',
    permission: 'keys:read',
    query: z.strictObject({ ...paging, kind: rotatedKind.optional() }),
    output: listOf(rotation),
    handler: (services, ctx, { query }) => listRotations(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/key-rotations/{id}',
    summary: 'How far a replacement is',
    permission: 'keys:read',
    params: byId,
    output: rotation,
    handler: (services, ctx, { params }) => getRotation(services, ctx, params.id),
  }),
};
