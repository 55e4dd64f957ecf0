import test from 'ava';
import { GATE_REASONS } from '#domain/consent/gate/gate.ts';
import {
  blockOf,
  MAX_ATTEMPTS,
  outcomeOf,
  REPEATED,
  SENDER_REFUSED,
  handOverOutcome,
  type About,
} from '#domain/messaging/rules.ts';

test('only who neither withdrew nor is blocked is asked', (t) => {
  t.is(outcomeOf(null, 'refuse'), 'sending');
  const asked = GATE_REASONS.filter((r) => outcomeOf(r, 'request') === 'awaiting_consent');
  t.deepEqual(asked, ['no_consent', 'pending', 'lapsed', 'expired', 'imported_unproven']);
  t.true(GATE_REASONS.every((r) => outcomeOf(r, 'refuse') === 'refused'));
});

const mail = { channel: 'email' as const, marketing: false, attempts: 1, reason: null };

test('an unknown outcome is repeated only for a transactional mail, and only once', (t) => {
  const unknown = { status: 'unknown' as const, code: 'ETIMEDOUT' };
  t.like(handOverOutcome(unknown, mail), { status: 'queued', reason: REPEATED, dueMs: 60_000 });
  t.like(handOverOutcome(unknown, { ...mail, reason: REPEATED }), {
    status: 'uncertain',
    dueMs: null,
  });
  t.is(handOverOutcome(unknown, { ...mail, marketing: true }).status, 'uncertain');
  t.is(handOverOutcome(unknown, { ...mail, channel: 'sms' }).status, 'uncertain');
});

test('what was certainly not taken is tried again later and later, then given up', (t) => {
  const deferred = { status: 'deferred' as const, code: '421' };
  t.deepEqual(
    [1, 2, 3, 7].map((attempts) => handOverOutcome(deferred, { ...mail, attempts }).dueMs),
    [15_000, 30_000, 60_000, 960_000],
  );
  t.is(handOverOutcome({ ...deferred, retryAfterMs: 90_000 }, mail).dueMs, 90_000);
  t.like(handOverOutcome(deferred, { ...mail, attempts: MAX_ATTEMPTS }), {
    status: 'failed',
    dueMs: null,
  });
});

test('a box that is not there is a bounce, another refusal a failure that says whose fault it is', (t) => {
  const refused = (about: About, code = '550') =>
    handOverOutcome({ status: 'rejected', code, about }, mail);
  t.like(refused('gone'), { status: 'bounced', reason: null });
  t.like(refused('recipient', '5.2.2'), { status: 'failed', reason: null });
  t.like(refused('sender', '5.7.26'), { status: 'failed', reason: SENDER_REFUSED });
  t.like(refused('unclear'), { status: 'failed', reason: SENDER_REFUSED });
  t.like(refused('words', 'missing_value'), { status: 'failed', reason: 'missing_value' });
  t.like(
    handOverOutcome(
      { status: 'rejected', code: '21610', about: 'opted_out' },
      { ...mail, channel: 'sms' },
    ),
    {
      status: 'failed',
      reason: null,
    },
  );
});

test('only who is gone or has opted out is blocked', (t) => {
  const ABOUT = ['gone', 'opted_out', 'recipient', 'sender', 'unclear', 'words'] as const;
  t.deepEqual(
    ABOUT.map((about) => blockOf({ status: 'rejected', code: '550', about })),
    ['hard_bounce', 'provider_block', null, null, null, null],
  );
});
