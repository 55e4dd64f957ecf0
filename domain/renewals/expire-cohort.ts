import { Consent } from '#models/consent.ts';
import type { Context, Services } from '../context.ts';
import { recordEvents } from '../consent/record/record-event.ts';

/**
 * Records the end of consents whose time is over, one chunk per transaction; parallel runs are safe. The gate does
 * not depend on it: it refuses a grant that is past its end.
 * @returns how many ended; less than `limit`: nothing more is due
 */
export async function expireCohort(services: Services, ctx: Context, limit = 500): Promise<number> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const over = await Consent.query(trx)
      .where({ state: 'granted' })
      .whereRaw('expires_at <= now()')
      .orderBy('id')
      .limit(limit)
      .forUpdate()
      .skipLocked();
    await recordEvents(
      trx,
      ctx,
      keys,
      over.map((consent) => ({
        consent,
        act: { action: 'expire' },
        // The time it ended, not the time we noticed.
        facts: { capturedAt: consent.expires_at ?? undefined, source: 'system' },
      })),
    );
    return over.length;
  });
}
