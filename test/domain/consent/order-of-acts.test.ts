import test from 'ava';
import fc from 'fast-check';
import { lockConsent } from '#domain/consent/record/lock-consents.ts';
import { purposeNamed } from '#domain/purposes/purposes.ts';
import { recordEvent } from '#domain/consent/record/record-event.ts';
import type { ConsentAct } from '#domain/consent/rules.ts';
import type { Context, Services } from '#domain/context.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { testContext, testServices } from '../../_support/services.ts';

/*
 * The rules (domain/consent/rules.ts) decide when an act is recorded; consent_as_of answers from the history alone.
 * Both must agree, whatever is recorded and however it is dated.
 */
const DAY = 86_400_000;
const grant = (source: 'web_form' | 'api'): ConsentAct => ({
  action: 'grant',
  source,
  proven: true,
});
const ACTS: readonly ConsentAct[] = [
  grant('web_form'),
  grant('api'),
  { action: 'request', source: 'web_form', again: true },
  { action: 'request', source: 'api' },
  { action: 'withdraw', source: 'keyword' },
  { action: 'withdraw', source: 'api' },
  { action: 'import', evidence: true },
  { action: 'import', evidence: false },
  { action: 'lapse' },
  { action: 'expire' },
];
const history = fc.array(
  // Null: without a given time, when it happens.
  fc.record({
    act: fc.constantFrom(...ACTS),
    days: fc.option(fc.integer({ min: -6, max: 6 }), { freq: 2 }),
  }),
  { minLength: 1, maxLength: 7 },
);
/** A withdrawal of today after an older one; then a consent dated between them. */
const SAID_AGAIN = [
  { act: { action: 'import' as const, evidence: true }, days: -1 },
  { act: { action: 'withdraw' as const, source: 'api' as const }, days: -6 },
  { act: { action: 'withdraw' as const, source: 'keyword' as const }, days: null },
  { act: grant('web_form'), days: -3 },
];

/** A consent of its own for each history. */
async function play(
  services: Services,
  ctx: Context,
  address: string,
  acts: readonly { act: ConsentAct; days: number | null }[],
) {
  const keys = await services.keyring.keys(ctx);
  const asOf = `select state, event_id from consent_as_of(clock_timestamp(), clock_timestamp()) where consent_id = ?`;
  const seen: { row: unknown; told: unknown; held: unknown[]; stops: boolean }[] = [];
  for (const { act, days } of acts) {
    await services.db.withTenant(ctx, async (trx) => {
      const purpose = await purposeNamed(trx, 'marketing');
      const key = {
        addressBidx: blindIndex(keys, 'email', address),
        address,
        channel: 'email' as const,
      };
      const consent = await lockConsent(trx, ctx, keys, {
        ...key,
        purposeId: purpose.id,
        contactId: null,
      });
      await recordEvent(trx, ctx, keys, consent, act, {
        capturedAt: days === null ? undefined : new Date(Date.now() + days * DAY),
        source: 'source' in act ? act.source : 'import',
        expiresAt: null,
      });
      const row = await trx('consents')
        .where({ id: consent.id })
        .first('state', 'captured_at', 'withdrawn_at')
        .select(trx.raw(`withdrawn_at > now() - interval '1 hour' as withdrawn_now`));
      const { rows } = await trx.raw(asOf, [consent.id]);
      const held = await trx('consent_events')
        .where({ consent_id: consent.id })
        .whereRaw('captured_at > recorded_at')
        .select('id');
      seen.push({
        row,
        told: rows[0]?.state ?? 'none',
        held,
        stops: act.action === 'withdraw' && days === null,
      });
    });
  }
  return seen;
}

test('the history says of now what the rules have decided, however the acts are dated', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  let n = 0;
  await fc.assert(
    fc.asyncProperty(history, async (acts) => {
      for (const { row, told, held, stops } of await play(
        services,
        ctx,
        `p${n++}@example.com`,
        acts,
      )) {
        t.like(row, { state: told });
        t.deepEqual(held, [], 'no act is later than its recording');
        if (stops) t.like(row, { state: 'withdrawn', withdrawn_now: true });
      }
    }),
    { numRuns: 30, examples: [[SAID_AGAIN]] },
  );
});
