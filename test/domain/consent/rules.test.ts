import test from 'ava';
import * as rules from '#domain/consent/rules.ts';
import type { ConsentAct, ConsentState, Present, Verdict } from '#domain/consent/rules.ts';

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
const at = (state: ConsentState, captured?: number, withdrawn?: number): Present => ({
  state,
  capturedAt: captured === undefined ? null : day(captured),
  withdrawnAt: withdrawn === undefined ? null : day(withdrawn),
});
/** Recorded in February, unless said otherwise. */
const decide = (present: Present, act: ConsentAct, captured: Date, now = day(32)): Verdict =>
  rules.decide(present, act, captured, now);
const proven: ConsentAct = { action: 'grant', source: 'web_form', proven: true };

test('a request waits for proof, and a proof grants', (t) => {
  t.deepEqual(decide(at('none'), { action: 'request', source: 'api' }, day(1)), {
    outcome: 'becomes',
    state: 'pending',
  });
  t.like(decide(at('pending', 1), proven, day(2)), { state: 'granted' });
});

test('a grant that nothing proves is refused', (t) => {
  const act: ConsentAct = { action: 'grant', source: 'web_form', proven: false };
  t.like(decide(at('pending', 1), act, day(2)), { outcome: 'refused' });
});

test('a withdrawal beats a grant captured earlier, though recorded later', (t) => {
  t.like(decide(at('withdrawn', 10, 10), proven, day(9)), { outcome: 'unchanged' });
  t.like(decide(at('withdrawn', 10, 10), proven, day(11)), { state: 'granted' });
});

test('a withdrawal captured before the present grant does not end it', (t) => {
  const act: ConsentAct = { action: 'withdraw', source: 'api' };
  t.like(decide(at('granted', 10), act, day(9)), { outcome: 'unchanged' });
  t.like(decide(at('granted', 10), act, day(10)), { state: 'withdrawn' });
});

test('a grant captured before the present one changes nothing', (t) => {
  t.like(decide(at('granted', 10), proven, day(9)), { outcome: 'unchanged', why: 'granted_later' });
});

test('a grant past its end is asked for again, though nothing has recorded its end', (t) => {
  const act: ConsentAct = { action: 'request', source: 'api' };
  const over: Present = { ...at('granted', 1), expiresAt: day(5) };
  t.like(decide(over, act, day(6)), { state: 'pending' });
  t.like(decide(over, act, day(4)), { outcome: 'unchanged' });
});

for (const source of ['api', 'import', 'admin', 'paper', 'verbal'] as const) {
  test(`${source} cannot lift a withdrawal, not even while a new request is pending`, (t) => {
    for (const state of ['withdrawn', 'pending'] as const) {
      t.like(decide(at(state, 1, 1), { action: 'request', source }, day(2)), {
        outcome: 'refused',
      });
      t.like(decide(at(state, 1, 1), { action: 'grant', source, proven: true }, day(2)), {
        outcome: 'refused',
      });
    }
  });
}

test('an import grants only with evidence, and only where nothing was decided', (t) => {
  t.like(decide(at('none'), { action: 'import', evidence: true }, day(1)), { state: 'granted' });
  t.like(decide(at('none'), { action: 'import', evidence: false }, day(1)), {
    state: 'imported_unproven',
  });
  for (const state of ['pending', 'granted', 'expired', 'withdrawn'] as const) {
    t.like(decide(at(state, 1), { action: 'import', evidence: true }, day(2)), {
      outcome: 'unchanged',
    });
  }
});

test('a request that lapses leaves an earlier withdrawal in force', (t) => {
  t.like(decide(at('pending', 2, 1), { action: 'lapse' }, day(3)), { state: 'withdrawn' });
  t.like(decide(at('pending', 2), { action: 'lapse' }, day(3)), { state: 'lapsed' });
});

test('a request that is not later than a withdrawal is refused: no code goes out for it', (t) => {
  for (const source of ['web_form', 'keyword', 'preference_centre'] as const) {
    const act: ConsentAct = { action: 'request', source };
    t.deepEqual(decide(at('withdrawn', 10, 10), act, day(9)), {
      outcome: 'refused',
      why: 'withdrawn_later',
    });
    t.like(decide(at('withdrawn', 10, 10), act, day(10)), { outcome: 'refused' });
    t.like(decide(at('withdrawn', 10, 10), act, day(11)), { state: 'pending' });
  }
});

test('a time that lies ahead counts as the moment of recording', (t) => {
  const stop: ConsentAct = { action: 'withdraw', source: 'keyword' };
  t.like(decide(at('granted', 20), stop, day(12), day(12)), { state: 'withdrawn' });
  t.like(decide(at('withdrawn', 900, 900), proven, day(12), day(12)), { state: 'granted' });

  t.like(decide(at('withdrawn', 10, 10), proven, day(900), day(10)), { outcome: 'unchanged' });
});

test('a withdrawal ends what an import says, however the two are dated', (t) => {
  const stop: ConsentAct = { action: 'withdraw', source: 'keyword' };
  t.like(decide({ ...at('granted', 10), imported: true }, stop, day(9)), { state: 'withdrawn' });
});
