import test from 'ava';
import { lockConsents, type ConsentKey } from '#domain/consent/record/lock-consents.ts';
import { recordEvents } from '#domain/consent/record/record-event.ts';
import {
  decide,
  type ConsentAct,
  type ConsentSource,
  type Present,
} from '#domain/consent/rules.ts';
import { stillAskedBy } from '#domain/consent/still-asks.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { purposeNamed } from '#domain/purposes/purposes.ts';
import { startVerification } from '#domain/verification/start.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { testContext, testServices } from '../../_support/services.ts';

/*
 * Whether a request may still be answered is decided twice: by `decide`, and in SQL for many requests at once
 * (still-asks.ts). Both must agree: for a request in every state of a consent, with every order of up to two later acts.
 */
const DAY = 86_400_000;
/** When the act is said to have happened, in days from the first act; null: as it is recorded. */
type Dated = { act: ConsentAct; days: number | null };

const request = (source: ConsentSource): ConsentAct => ({ action: 'request', source, again: true });
const grant = (source: ConsentSource): ConsentAct => ({ action: 'grant', source, proven: true });
const withdraw = (source: ConsentSource): ConsentAct => ({ action: 'withdraw', source });

/** What leads to each state, some of them in two ways. */
const BEFORE: readonly (readonly Dated[])[] = [
  [],
  [{ act: request('api'), days: -5 }],
  [{ act: request('api'), days: -5 }, { act: { action: 'lapse' }, days: null }],
  [{ act: grant('web_form'), days: -5 }],
  [{ act: grant('web_form'), days: null }],
  [{ act: { action: 'import', evidence: true }, days: -5 }],
  [{ act: { action: 'import', evidence: false }, days: -5 }],
  [{ act: grant('web_form'), days: -5 }, { act: { action: 'expire' }, days: null }],
  [{ act: withdraw('keyword'), days: -5 }],
  [{ act: withdraw('keyword'), days: null }, { act: withdraw('keyword'), days: null }],
]; // prettier-ignore
const ASKED: readonly Dated[] = (['web_form', 'api'] as const).flatMap((source) =>
  [null, -3].map((days) => ({ act: request(source), days })),
);
const LATER: readonly Dated[] = [
  { act: withdraw('keyword'), days: null },
  { act: withdraw('keyword'), days: -1 },
  { act: withdraw('keyword'), days: -3 },
  { act: withdraw('api'), days: -4 },
  { act: grant('web_form'), days: null },
  { act: request('web_form'), days: null },
  { act: { action: 'lapse' }, days: null },
];
const AFTER: readonly (readonly Dated[])[] = [
  [],
  ...LATER.flatMap((one) => [[one], ...LATER.map((other) => [one, other])]),
];

/** A consent with the acts still to come, what is known of its request, and what `decide` would say of that. */
type Played = {
  key: ConsentKey;
  asks: number;
  acts: readonly Dated[];
  asked?: { eventId: string; source: ConsentSource; at: Date };
  /** As if nothing had been recorded but the request and the withdrawals since. */
  present: Present;
};

const NEVER: Present = { state: 'none', capturedAt: null, withdrawnAt: null };

/** Takes a withdrawal into account, by `decide`. */
function withdrawn(present: Present, act: ConsentAct, at: Date, now: Date): Present {
  const verdict = decide(present, act, at, now);
  if (verdict.outcome === 'refused') return present;
  const withdrawnAt = new Date(Math.max(at.getTime(), present.withdrawnAt?.getTime() ?? 0));
  return { state: 'withdrawn', capturedAt: at, withdrawnAt };
}

test('a code grants what `decide` would still let be asked, whatever came before and since', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const keys = await services.keyring.keys(ctx);
  const { id } = await startVerification(services, ctx, {
    channel: 'email',
    to: 'of-all@example.com',
    purpose: 'verify',
  });
  const { purpose, first } = await services.db.withTenant(ctx, async (trx) => ({
    purpose: await purposeNamed(trx, 'marketing'),
    first: timeOf(trx).getTime(),
  }));
  const all: Played[] = BEFORE.flatMap((before) =>
    ASKED.flatMap((asked) => AFTER.map((after) => ({ before, asked, after }))),
  ).map(({ before, asked, after }, i) => {
    const address = `p${i}@example.com`;
    const addressBidx = blindIndex(keys, 'email', address);
    return {
      key: { addressBidx, address, channel: 'email', purposeId: purpose.id, contactId: null },
      asks: before.length,
      acts: [...before, asked, ...after],
      present: NEVER,
    };
  });

  const seen = new Map<boolean, number>();
  for (let step = 0; all.some(({ acts }) => step < acts.length); step++) {
    await services.db.withTenant(ctx, async (trx) => {
      const now = timeOf(trx);
      const acting = all.filter(({ acts }) => step < acts.length);
      const consents = await lockConsents(trx, ctx, keys, acting.map(({ key }) => key)); // prettier-ignore
      const dated = acting.map(({ acts }) => {
        const { act, days } = acts[step] ?? { act: { action: 'lapse' as const }, days: null };
        return { act, days, at: days === null ? now : new Date(first + days * DAY) };
      });
      const recorded = await recordEvents(trx, ctx, keys, dated.map(({ act, days, at }, i) => ({
        consent: consents[i]!,
        act,
        facts: {
          capturedAt: days === null ? undefined : at,
          source: 'source' in act ? act.source : 'system',
        },
      }))); // prettier-ignore
      const proves = [];
      for (const [i, one] of acting.entries()) {
        const { act, at } = dated[i]!;
        const eventId = recorded[i]?.eventId;
        if (step === one.asks && eventId && 'source' in act) {
          one.asked = { eventId, source: act.source, at };
          one.present = { ...NEVER, state: 'pending', capturedAt: at };
          proves.push({ tenant_id: ctx.tenantId, verification_id: id, consent_id: consents[i]!.id, request_event_id: eventId }); // prettier-ignore
        } else if (one.asked && act.action === 'withdraw') {
          one.present = withdrawn(one.present, act, at, now);
        }
      }
      if (proves.length) await trx('verification_consents').insert(proves);
    });
    const { still, now } = await services.db.withTenant(ctx, async (trx) => ({
      still: new Set((await stillAskedBy(trx, id)).map((one) => one.request_event_id)),
      now: timeOf(trx),
    }));
    for (const { asked, present, acts } of all) {
      if (!asked) continue;
      const again = decide(present, { action: 'request', source: asked.source }, asked.at, now);
      const open = again.outcome !== 'refused';
      seen.set(open, (seen.get(open) ?? 0) + 1);
      const told = JSON.stringify(acts.slice(0, step + 1));
      if (still.has(asked.eventId) !== open) t.fail(`${open ? 'open' : 'over'} by decide: ${told}`);
    }
  }
  t.true((seen.get(true) ?? 0) > 100 && (seen.get(false) ?? 0) > 100, 'both answers were seen');
});
