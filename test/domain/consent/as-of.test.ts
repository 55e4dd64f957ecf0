import test from 'ava';
import { purposeNamed } from '#domain/purposes/purposes.ts';
import { lockConsent } from '#domain/consent/record/lock-consents.ts';
import { recordEvent } from '#domain/consent/record/record-event.ts';
import type { ConsentAct } from '#domain/consent/rules.ts';
import type { Context, Services } from '#domain/context.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { testContext, testServices } from '../../_support/services.ts';

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
const GRANT: ConsentAct = { action: 'grant', source: 'web_form', proven: true };
const WITHDRAW: ConsentAct = { action: 'withdraw', source: 'web_form' };

/** Records acts on one consent in the given order, and reads the database's answer for any time. */
async function consentOf(services: Services, ctx: Context) {
  const keys = await services.keyring.keys(ctx);
  const address = 'as-of@example.com';
  return {
    act: (act: ConsentAct, captured: number, expires?: number) =>
      services.db.withTenant(ctx, async (trx) => {
        const purpose = await purposeNamed(trx, 'marketing');
        const consent = await lockConsent(trx, ctx, keys, {
          addressBidx: blindIndex(keys, 'email', address),
          address,
          channel: 'email',
          purposeId: purpose.id,
          contactId: null,
        });
        return recordEvent(trx, ctx, keys, consent, act, {
          capturedAt: day(captured),
          source: 'source' in act ? act.source : 'system',
          expiresAt: expires === undefined ? null : day(expires),
        });
      }),
    asOf: (at: Date, known?: Date): Promise<string | null> =>
      services.db.withTenant(ctx, async (trx) => {
        const { rows } = await trx.raw<{ rows: { state: string }[] }>(
          'select state from consent_as_of(?, coalesce(?, now()))',
          [at, known ?? null],
        );
        return rows[0]?.state ?? null;
      }),
    state: (): Promise<{ state: string; withdrawn_at: Date | null }> =>
      services.db.withTenant(ctx, (trx) => trx('consents').first('state', 'withdrawn_at')),
  };
}

test('two clocks: what held then, and what was known then', async (t) => {
  const services = await testServices(t);
  const one = await consentOf(services, await testContext(services));
  await one.act(GRANT, 5);
  const before = new Date();
  await one.act(WITHDRAW, 9);
  t.is(await one.asOf(day(4)), null);
  t.is(await one.asOf(day(8)), 'granted');
  t.is(await one.asOf(day(10)), 'withdrawn');
  t.is(await one.asOf(day(10), before), 'granted', 'the withdrawal had not been recorded');
});

test('a grant captured before a withdrawal does not count after it, and did hold before it', async (t) => {
  const services = await testServices(t);
  const one = await consentOf(services, await testContext(services));
  await one.act(WITHDRAW, 9);
  await one.act(GRANT, 5);
  t.is((await one.state()).state, 'withdrawn');
  t.is(await one.asOf(day(7)), 'granted');
  t.is(await one.asOf(day(10)), 'withdrawn');
});

test('a withdrawal recorded late counts only until the grant that followed it', async (t) => {
  const services = await testServices(t);
  const one = await consentOf(services, await testContext(services));
  await one.act(GRANT, 10);
  await one.act(WITHDRAW, 8);
  t.is((await one.state()).state, 'granted');
  t.is(await one.asOf(day(9)), 'withdrawn');
  t.is(await one.asOf(day(11)), 'granted');
});

test('a second withdrawal beats the grants captured between the two', async (t) => {
  const services = await testServices(t);
  const one = await consentOf(services, await testContext(services));
  await one.act(GRANT, 1);
  await one.act(WITHDRAW, 2);
  await one.act(WITHDRAW, 10);
  await one.act(GRANT, 5);
  t.is((await one.state()).state, 'withdrawn');
  t.deepEqual((await one.state()).withdrawn_at, day(10));
});

test('a grant reads as expired from its end on', async (t) => {
  const services = await testServices(t);
  const one = await consentOf(services, await testContext(services));
  await one.act(GRANT, 1, 6);
  t.is(await one.asOf(day(5)), 'granted');
  t.is(await one.asOf(day(6)), 'expired');
});

test('another organisation sees nothing of it', async (t) => {
  const services = await testServices(t);
  const mine = await consentOf(services, await testContext(services));
  const theirs = await consentOf(services, await testContext(services));
  await mine.act(GRANT, 1);
  t.is(await theirs.asOf(day(5)), null);
});
