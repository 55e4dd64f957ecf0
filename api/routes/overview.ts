import { z } from 'zod';
import { getOverview } from '#domain/overview/read.ts';
import { operation } from '../operation.ts';

const counts = z.record(z.string(), z.int());

export const overview = {
  get: operation({
    method: 'get',
    path: '/overview',
    summary: 'Where the organisation stands, in numbers',
    permission: 'contacts:read',
    output: z
      .object({
        contacts: z.int(),
        consents: counts.describe('by state'),
        verifications_pending: z.int(),
        messages: counts.describe('by status'),
        campaigns: counts.describe('by status'),
      })
      .meta({ id: 'Overview' }),
    handler: (services, ctx) => getOverview(services, ctx),
  }),
};
