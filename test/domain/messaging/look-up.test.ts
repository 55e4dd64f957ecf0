import test from 'ava';
import { afterLook, matchText } from '#domain/messaging/look-up.ts';
import { LOOK_UPS_MS, REPEATED } from '#domain/messaging/rules.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 21, 12, 0, second));
const text = (providerMessageId: string, second: number, body = 'It’s "ready" – now') => ({
  providerMessageId,
  body,
  status: 'delivered',
  errorCode: null,
  createdAt: at(second),
});
const wanted = { body: 'It’s "ready" – now', since: at(10) };
const none: ReadonlySet<string> = new Set();

test('the same words since the hand-over are the text, also in plain letters', (t) => {
  const found = matchText([text('SM2', 30), text('SM1', 12, 'It\'s "ready" - now ')], wanted, none);
  t.like(found, { outcome: 'found', text: { providerMessageId: 'SM1' } });
});

test('an older one, or one that is another message, is not it', (t) => {
  t.is(matchText([text('SM1', 9)], wanted, none).outcome, 'absent');
  t.is(matchText([text('SM1', 12)], wanted, new Set(['SM1'])).outcome, 'absent');
  t.like(matchText([text('SM2', 30), text('SM1', 12)], wanted, new Set(['SM1'])), {
    text: { providerMessageId: 'SM2' },
  });
});

test('one that nobody can account for leaves it unclear', (t) => {
  t.is(matchText([text('SM1', 12, 'Something else')], wanted, none).outcome, 'unclear');
});

test('only what is certainly not there is repeated, only service messages, only once', (t) => {
  const last = LOOK_UPS_MS.length - 1;
  const service = { marketing: false, reason: null, campaign: false };
  t.like(afterLook({ outcome: 'absent' }, service, 0), { follow: 'look_again', waitMs: 120_000 });
  t.is(afterLook({ outcome: 'absent' }, service, last).follow, 'repeat');
  t.is(afterLook({ outcome: 'unclear' }, service, last).follow, 'give_up');
  t.is(afterLook(null, service, last).follow, 'look_again');
  t.is(afterLook(null, service, 24).follow, 'give_up');
  for (const never of [{ marketing: true }, { reason: REPEATED }, { campaign: true }]) {
    t.is(afterLook({ outcome: 'absent' }, { ...service, ...never }, last).follow, 'give_up');
  }
});
