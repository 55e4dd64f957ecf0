import { z } from 'zod';
import { frequencyCaps, keptQuietHours, quietHours } from '#domain/message-rules/contract.ts';
import { getFrequencyCaps, getQuietHours } from '#domain/message-rules/read.ts';
import { putFrequencyCaps, putQuietHours } from '#domain/message-rules/update.ts';
import { operation } from '../operation.ts';
import { needs } from '../seen-by.ts';

const version = z.int().describe('version of both; the ETag, for If-Match');
const quietHoursView = keptQuietHours
  .extend({
    version,
    without_effect: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .describe('rules and holidays that change nothing as they are now'),
  })
  .meta({ id: 'QuietHours', ...needs('organization:read') });
const frequencyCapsView = frequencyCaps
  .extend({ version })
  .meta({ id: 'FrequencyCaps', ...needs('organization:read') });

export const messageRules = {
  quietHours: operation({
    method: 'get',
    path: '/quiet-hours',
    summary: 'When messages may arrive, by region, with sources',
    permission: 'organization:read',
    output: quietHoursView,
    handler: (services, ctx) => getQuietHours(services, ctx),
  }),
  putQuietHours: operation({
    method: 'put',
    path: '/quiet-hours',
    summary: 'Replace the quiet hours: rules, holidays and switches',
    permission: 'organization:write',
    body: quietHours,
    output: quietHoursView,
    conditional: true,
    handler: (services, ctx, { body, ifMatch }) => putQuietHours(services, ctx, body, ifMatch),
  }),
  frequencyCaps: operation({
    method: 'get',
    path: '/frequency-caps',
    summary: 'How many marketing messages a person gets at most',
    permission: 'organization:read',
    output: frequencyCapsView,
    handler: (services, ctx) => getFrequencyCaps(services, ctx),
  }),
  putFrequencyCaps: operation({
    method: 'put',
    path: '/frequency-caps',
    summary: 'Replace the frequency caps',
    permission: 'organization:write',
    body: frequencyCaps,
    output: frequencyCapsView,
    conditional: true,
    handler: (services, ctx, { body, ifMatch }) => putFrequencyCaps(services, ctx, body, ifMatch),
  }),
};
