import { Consent } from '#models/consent.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import type { Context, Services } from '../context.ts';
import { wake } from '../wake.ts';
import { OPT_IN_TTL_MS } from '../verification/rules.ts';
import { recordEvent } from './record-event.ts';
import type { ConsentState } from './rules.ts';
import { waitingFor } from './waiting.ts';

/**
 * Where the opt-in that began with an event stands; lapses it a day after it was asked for.
 * @returns the state, and how long to wait before it lapses; 0 when there is nothing to wait for
 */
export async function advanceOptIn(
  services: Services,
  ctx: Context,
  requestEventId: string,
): Promise<{ state: ConsentState; waitMs: number }> {
  const keys = await services.keyring.keys(ctx);
  const { toWake, ...now } = await services.db.withTenant(ctx, async (trx) => {
    const request = await ConsentEvent.query(trx).findOne({ id: requestEventId });
    if (!request) return { state: 'none' as const, waitMs: 0, toWake: [] };
    const consent = await Consent.query(trx)
      .findOne({ id: request.consent_id })
      .forUpdate()
      .throwIfNotFound();
    if (consent.state !== 'pending') return { state: consent.state, waitMs: 0, toWake: [] };
    // A newer request has its own process; this one is over.
    const newer = await ConsentEvent.query(trx)
      .where({ consent_id: consent.id, action: 'request' })
      .where('seq', '>', request.seq)
      .first();
    if (newer) return { state: 'pending' as const, waitMs: 0, toWake: [] };
    const left = request.recorded_at.getTime() + OPT_IN_TTL_MS - Date.now();
    if (left > 0) return { state: 'pending' as const, waitMs: left, toWake: [] };
    const { state } = await recordEvent(
      trx,
      ctx,
      keys,
      consent,
      { action: 'lapse' },
      {
        capturedAt: new Date(),
        source: 'system',
      },
    );
    return { state, waitMs: 0, toWake: await waitingFor(trx, consent) };
  });
  await wake(services, toWake);
  return now;
}
