import test from 'ava';
import { GATE_REASONS } from '#domain/consent/gate.ts';
import { MAX_ATTEMPTS, outcomeOf, REPEATED, settle } from '#domain/messaging/rules.ts';

test('only who neither withdrew nor is blocked is asked', (t) => {
  t.is(outcomeOf(null, 'refuse'), 'sending');
  const asked = GATE_REASONS.filter((r) => outcomeOf(r, 'request') === 'awaiting_consent');
  t.deepEqual(asked, ['no_consent', 'pending', 'lapsed', 'expired', 'imported_unproven']);
  t.true(GATE_REASONS.every((r) => outcomeOf(r, 'refuse') === 'refused'));
});

const mail = { channel: 'email' as const, marketing: false, attempts: 1, reason: null };

test('an unknown outcome is repeated only for a transactional mail, and only once', (t) => {
  const unknown = { status: 'unknown' as const, code: 'ETIMEDOUT' };
  t.like(settle(unknown, mail), { status: 'queued', reason: REPEATED, dueMs: 60_000 });
  t.like(settle(unknown, { ...mail, reason: REPEATED }), { status: 'uncertain', dueMs: null });
  t.is(settle(unknown, { ...mail, marketing: true }).status, 'uncertain');
  t.is(settle(unknown, { ...mail, channel: 'sms' }).status, 'uncertain');
});

test('what was certainly not taken is tried again later and later, then given up', (t) => {
  const deferred = { status: 'deferred' as const, code: '421' };
  t.deepEqual(
    [1, 2, 3, 7].map((attempts) => settle(deferred, { ...mail, attempts }).dueMs),
    [15_000, 30_000, 60_000, 960_000],
  );
  t.is(settle({ ...deferred, retryAfterMs: 90_000 }, mail).dueMs, 90_000);
  t.like(settle(deferred, { ...mail, attempts: MAX_ATTEMPTS }), { status: 'failed', dueMs: null });
});

test('a box that is not there is a bounce, another refusal a failure', (t) => {
  t.is(settle({ status: 'rejected', code: '550' }, mail).status, 'bounced');
  t.is(settle({ status: 'rejected', code: '554' }, mail).status, 'failed');
  t.is(settle({ status: 'rejected', code: '21610' }, { ...mail, channel: 'sms' }).status, 'failed');
});
