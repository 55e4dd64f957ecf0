import test from 'ava';
import fc from 'fast-check';
import {
  decide,
  orderOf,
  type ConsentAct,
  type ConsentSource,
  type Present,
} from '#domain/consent/rules.ts';

/*
 * For all records, times and orders: after a withdrawal nothing is granted until the person proves a later consent.
 * The projection is updated here like domain/consent/record/move-consents.ts does it in SQL.
 */
const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

const source = fc.constantFrom<ConsentSource>(
  'web_form', 'keyword', 'api', 'import', 'paper', 'verbal', 'preference_centre', 'one_click', 'complaint', 'admin',
); // prettier-ignore
const act: fc.Arbitrary<ConsentAct> = fc.oneof(
  fc.record({ action: fc.constant('request' as const), source, again: fc.boolean() }),
  fc.record({ action: fc.constant('grant' as const), source, proven: fc.boolean() }),
  fc.record({ action: fc.constant('withdraw' as const), source }),
  fc.record({ action: fc.constant('import' as const), evidence: fc.boolean() }),
  fc.constant({ action: 'lapse' as const }),
  fc.constant({ action: 'expire' as const }),
);
/** Hours between the stated time of the act and its recording. */
const said = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(-1e6, 1e6, 0));
const history = fc.array(fc.record({ act, said }), { maxLength: 14 });

type Kept = Present & { imported: boolean };
const NOTHING: Kept = { state: 'none', capturedAt: null, withdrawnAt: null, imported: false };

function after(present: Kept, one: ConsentAct, capturedAt: Date, now: Date): Kept {
  const verdict = decide(present, one, capturedAt, now);
  if (verdict.outcome === 'refused') return present;
  const at = orderOf(capturedAt, now);
  const moved = verdict.outcome === 'becomes';
  const state = moved ? verdict.state : present.state;
  const withdraws = one.action === 'withdraw' && state === 'withdrawn';
  const withdrawnAt = withdraws
    ? new Date(Math.max(at.getTime(), Math.min(present.withdrawnAt?.getTime() ?? 0, now.getTime())))
    : moved && state === 'granted'
      ? null
      : present.withdrawnAt;
  return {
    state,
    capturedAt: moved ? at : present.capturedAt,
    withdrawnAt,
    imported: moved ? one.action === 'import' : present.imported,
  };
}

/** Something every hour. */
function play(acts: readonly { act: ConsentAct; said: number }[], begin: Kept = NOTHING): Kept[] {
  const states: Kept[] = [];
  acts.reduce((present, { act: one, said: hours }, i) => {
    const now = new Date(START + i * HOUR);
    const next = after(present, one, new Date(now.getTime() + hours * HOUR), now);
    states.push(next);
    return next;
  }, begin);
  return states;
}

const isLaterProof = (one: ConsentAct, order: Date, stopped: Date): boolean =>
  one.action === 'grant' && one.proven && order > stopped &&
  ['web_form', 'keyword', 'preference_centre'].includes(one.source); // prettier-ignore

test('after a withdrawal, nothing but a later proof of the person grants', (t) => {
  fc.assert(
    fc.property(history, history, source, (before, later, by) => {
      const stop = { act: { action: 'withdraw' as const, source: by }, said: 0 };
      const stopped = new Date(START + before.length * HOUR);
      const states = play([...before, stop, ...later]);
      for (const [i, { act: one, said: hours }] of later.entries()) {
        const now = new Date(START + (before.length + 1 + i) * HOUR);
        const order = orderOf(new Date(now.getTime() + hours * HOUR), now);
        if (isLaterProof(one, order, stopped)) return;
        t.not(states[before.length + 1 + i]?.state, 'granted');
      }
    }),
    { numRuns: 5_000 },
  );
  t.pass();
});

test('the person comes back by a proof given now, whatever was recorded before', (t) => {
  fc.assert(
    fc.property(history, fc.constantFrom('web_form', 'keyword', 'preference_centre'), (all, by) => {
      const yes = { act: { action: 'grant' as const, source: by, proven: true }, said: 0 };
      t.is(play([...all, yes]).at(-1)?.state, 'granted');
    }),
    { numRuns: 5_000 },
  );
});

test('a withdrawal given now holds, whatever stands in the record, times of the future included', (t) => {
  const time = fc.integer({ min: -1e6, max: 1e6 }).map((hours) => new Date(START + hours * HOUR));
  const present = fc.record({
    state: fc.constantFrom('none' as const, 'pending' as const, 'granted' as const, 'expired' as const),
    capturedAt: fc.option(time),
    withdrawnAt: fc.option(time),
    imported: fc.boolean(),
  }); // prettier-ignore
  fc.assert(
    fc.property(present, source, (before, by) => {
      const now = new Date(START);
      const state = after(before, { action: 'withdraw', source: by }, now, now);
      t.is(state.state, 'withdrawn');
      const proof: ConsentAct = { action: 'grant', source: 'web_form', proven: true };
      const next = new Date(START + HOUR);
      t.is(after(state, proof, next, next).state, 'granted');
    }),
  );
});
