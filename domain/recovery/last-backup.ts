import type { Context, Services } from '../context.ts';

/** After this a daily backup is late. */
const LATE = "interval '26 hours'";

export type LastBackup = { taken_at: Date | null; bytes: number | null; late: boolean };

/** Returns when the installation was last backed up with `npm run backup`; other tools are not known here. */
export const lastBackup = (services: Pick<Services, 'db'>, ctx: Context): Promise<LastBackup> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: LastBackup | undefined = await trx('backups')
      .orderBy('taken_at', 'desc')
      .first('taken_at', 'bytes', trx.raw(`taken_at < now() - ${LATE} as late`));
    return row ?? { taken_at: null, bytes: null, late: true };
  });
