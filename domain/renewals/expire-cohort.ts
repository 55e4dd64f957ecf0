import { Consent } from '#models/consent.ts';
import type { Context, Services } from '../context.ts';
import { recordEvents } from '../consent/record/record-event.ts';

/**
 * Records the end of consents whose time is over, a chunk in one transaction; others may do so at the same
 * time. The gate does not wait for it: past its end a grant lets nothing through.
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
        // When it ended, not when we noticed.
        facts: { capturedAt: consent.expires_at ?? undefined, source: 'system' },
      })),
    );
    return over.length;
  });
}
