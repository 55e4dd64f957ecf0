import { z } from 'zod';
import { namedActors } from '#domain/audit-log/actors.ts';
import { isId } from '#lib/ids.ts';
import { operation } from '../operation.ts';
import { id } from '../schemas.ts';

export const actors = {
  list: operation({
    method: 'get',
    path: '/actors',
    summary: 'Names of actors: members and API keys, including those who have left',
    permission: 'organization:read',
    query: z.strictObject({
      ids: z
        .string()
        .regex(/^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,199}$/, 'must be ids, separated by commas')
        .describe('ids, separated by commas, at most 200'),
    }),
    output: z.object({
      data: z
        .array(z.object({ id, name: z.string() }).meta({ id: 'Actor' }))
        .describe('members with members:read, API keys with api_keys:read; others are left out'),
    }),
    handler: (services, ctx, { query }) =>
      namedActors(services, ctx, query.ids.split(',').filter(isId)),
  }),
};
