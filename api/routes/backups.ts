import { z } from 'zod';
import { lastBackup } from '#domain/recovery/last-backup.ts';
import { operation } from '../operation.ts';
import { timestamp } from '../schemas.ts';

export const backups = {
  last: operation({
    method: 'get',
    path: '/backups/last',
    summary: 'When the installation was last backed up by npm run backup',
    permission: 'organization:read',
    output: z
      .object({
        taken_at: timestamp.nullable().describe('time of the state in the backup; null: never'),
        bytes: z.int().nullable(),
        late: z.boolean().describe('older than 26 hours, or none at all'),
      })
      .meta({ id: 'LastBackup' }),
    handler: (services, ctx) => lastBackup(services, ctx),
  }),
};
