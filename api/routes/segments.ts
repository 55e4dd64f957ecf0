import { z } from 'zod';
import {
  keptSegmentRules,
  newSegment,
  segmentPatch,
  segmentRules,
} from '#domain/contacts/conditions/contract.ts';
import { createSegment, deleteSegment, updateSegment } from '#domain/segments/edit.ts';
import { previewSegment } from '#domain/segments/preview.ts';
import { getSegment, listSegments } from '#domain/segments/read.ts';
import { operation } from '../operation.ts';
import { byId, id, listOf, paging, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';
import { contact } from './contacts.ts';

const segment = z
  .object({
    id,
    name: z.string(),
    rules: keptSegmentRules,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Segment', ...needs('contacts:read') });

export const segments = {
  list: operation({
    method: 'get',
    path: '/segments',
    summary: 'Segments, newest first',
    permission: 'contacts:read',
    query: z.strictObject(paging),
    output: listOf(segment),
    handler: (services, ctx, { query }) => listSegments(services, ctx, query),
  }),
  create: operation({
    method: 'post',
    path: '/segments',
    summary: 'Describe people by rules',
    permission: 'contacts:write',
    body: newSegment,
    output: segment,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => createSegment(services, ctx, body),
  }),
  preview: operation({
    method: 'post',
    path: '/segments/preview',
    summary: 'How many contacts match these rules, and some of them, masked',
    permission: 'contacts:read',
    body: z.strictObject({ rules: segmentRules }),
    output: z.object({ count: z.int().min(0), sample: z.array(contact) }),
    handler: (services, ctx, { body }) => previewSegment(services, ctx, body.rules),
  }),
  get: operation({
    method: 'get',
    path: '/segments/{id}',
    summary: 'One segment',
    permission: 'contacts:read',
    params: byId,
    output: segment,
    handler: (services, ctx, { params }) => getSegment(services, ctx, params.id),
  }),
  update: operation({
    method: 'patch',
    path: '/segments/{id}',
    summary: 'Change a segment; campaigns not yet sent follow',
    permission: 'contacts:write',
    params: byId,
    body: segmentPatch,
    output: segment,
    handler: (services, ctx, { params, body }) => updateSegment(services, ctx, params.id, body),
  }),
  delete: operation({
    method: 'delete',
    path: '/segments/{id}',
    summary: 'Delete a segment that no draft or scheduled campaign uses',
    permission: 'contacts:write',
    params: byId,
    handler: (services, ctx, { params }) => deleteSegment(services, ctx, params.id),
  }),
};
