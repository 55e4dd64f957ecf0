import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Consent } from '#models/consent.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import type { Context, Services } from '../context.ts';
import { OPT_IN_TTL_MS } from '../verification/rules.ts';
import { askedTogether } from '../consent/ask/proves.ts';
import { recordEvents } from '../consent/record/record-event.ts';
import type { ConsentState } from '../consent/rules.ts';
import { signalWaiting } from '../consent/ask/signal-waiting.ts';

type Standing = { state: ConsentState; waitMs: number };

/**
 * Returns the standing of the opt-in that began with an event, with everything requested together with it; lapses it
 * a day after the request, or once its code was canceled.
 * @returns the state (granted once any of them is), and how long to wait before it lapses; 0 when there is nothing to
 *   wait for
 */
export async function concludeOptIn(
  services: Services,
  ctx: Context,
  requestEventId: string,
): Promise<{ state: ConsentState; waitMs: number }> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx): Promise<Standing> => {
    const request = await ConsentEvent.query(trx).findOne({ id: requestEventId });
    if (!request) return { state: 'none', waitMs: 0 };
    const together = await askedTogether(trx, requestEventId);
    const consents = await Consent.query(trx)
      .whereIn('id', [request.consent_id, ...together.map((one) => one.consent_id)])
      .orderBy('id')
      .forUpdate();
    const requests = [requestEventId, ...together.map((one) => one.request_event_id)];
    // A newer request for one of them has its own process, so this process leaves that one alone.
    const { rows: newer } = await trx.raw<{ rows: { consent_id: string }[] }>(
      `select n.consent_id from consent_events r join consent_events n
         on n.tenant_id = r.tenant_id and n.consent_id = r.consent_id and n.action = 'request' and n.seq > r.seq
       where r.id = any(?)`,
      [requests],
    );
    const pending = consents.filter((consent) => consent.state === 'pending');
    const ours = pending.filter(({ id }) => !newer.some((row) => row.consent_id === id));
    const granted = await grantedSince(trx, consents, request);
    const state = (granted ?? pending[0] ?? consents[0])?.state ?? 'none';
    const ended: unknown = await trx('verifications')
      .where({ request_event_id: requestEventId, status: 'canceled' })
      .first('id');
    const rest = request.recorded_at.getTime() + OPT_IN_TTL_MS - timeOf(trx).getTime();
    // Nobody can answer a question whose code is canceled.
    const left = ended === undefined ? rest : 0;
    if (!ours.length) {
      // A person who has granted was asked again: they may prove it once more, or leave it.
      const again = !granted && state === 'granted' && !newer.length;
      if (again && left > 0) return { state: 'pending', waitMs: left };
      return { state: again ? 'none' : state, waitMs: 0 };
    }
    if (left > 0) return { state: 'pending', waitMs: left };
    const recorded = await recordEvents(
      trx,
      ctx,
      keys,
      ours.map((consent) => ({
        consent,
        act: { action: 'lapse' },
        facts: { source: 'system' },
      })),
    );
    await signalWaiting(trx, ctx, ours);
    return { state: granted?.state ?? recorded[0]?.state ?? state, waitMs: 0 };
  });
}

/** Returns one that was granted after the request, by its proof or otherwise. */
async function grantedSince(
  trx: Trx,
  consents: readonly Consent[],
  request: ConsentEvent,
): Promise<Consent | undefined> {
  const granted = consents.filter((consent) => consent.state === 'granted');
  const since = await ConsentEvent.query(trx)
    .whereIn(
      'id',
      granted.flatMap((consent) => consent.granted_event_id ?? []),
    )
    .where('seq', '>', request.seq);
  return granted.find(({ granted_event_id: id }) => since.some((event) => event.id === id));
}
