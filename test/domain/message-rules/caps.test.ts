import test, { type ExecutionContext } from 'ava';
import { recent, roomAt, type Use } from '#domain/message-rules/caps.ts';
import { putFrequencyCaps } from '#domain/message-rules/update.ts';
import { claimOutbox } from '#domain/messaging/claim.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { grantConsent } from '../../_support/consent.ts';
import { sendTo } from '../../_support/messages.ts';
import { testContext, testServices } from '../../_support/services.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const hoursAgo = (hours: number): string =>
  new Date(NOW.getTime() - hours * 3_600_000).toISOString();
const use = (m: string, hours: number, p = 'news'): Use => ({ m, p, at: hoursAgo(hours) });
const wanted = { id: 'new', purposeId: 'news', channel: 'sms' as const };
const twoADay = { channel: 'sms' as const, most: 2, hours: 24, purposeId: null };

test('there is room again when the oldest that fills the cap has left the window', (t) => {
  t.is(roomAt([twoADay], [use('a', 1)], wanted, NOW), null);
  t.deepEqual(
    roomAt([twoADay], [use('a', 3), use('b', 1)], wanted, NOW),
    new Date('2026-11-22T09:00:00Z'),
  );
  t.is(roomAt([twoADay], [use('a', 25), use('b', 1)], wanted, NOW), null);
});

test('a cap of one purpose counts that purpose, and all caps must have room', (t) => {
  const offers = { ...twoADay, most: 1, purposeId: 'offers' };
  t.is(roomAt([offers], [use('a', 1, 'offers')], wanted, NOW), null);
  const weekly = { ...twoADay, hours: 168 };
  t.deepEqual(
    roomAt([twoADay, weekly], [use('a', 30), use('b', 1)], wanted, NOW),
    new Date(NOW.getTime() + 138 * 3_600_000),
  );
  t.is(roomAt([{ ...twoADay, channel: 'email' }], [use('a', 1), use('b', 1)], wanted, NOW), null);
});

test('a message keeps the place it has, and what no cap counts any more is forgotten', (t) => {
  t.is(roomAt([twoADay], [use('new', 1), use('b', 1)], wanted, NOW), null);
  t.deepEqual(recent([twoADay], [use('a', 25), use('b', 23)], NOW), [use('b', 23)]);
});

const person = { channel: 'sms' as const, address: '+12015550177', purpose: 'marketing' };

async function setUp(t: ExecutionContext, over: 'hold' | 'refuse') {
  // Later than everything sent below, so that all of it is due.
  let now = new Date(Date.now() + 3_600_000);
  const services = await testServices(t, { max: 12, clock: () => now });
  const ctx = await testContext(services);
  await putFrequencyCaps(services, ctx, {
    over,
    caps: [{ channel: 'sms', most: 3, hours: 24, purpose: null }],
  });
  await grantConsent(services, ctx, person);
  const pass = (hours: number) => {
    now = new Date(now.getTime() + hours * 3_600_000);
  };
  return { services, ctx, pass };
}

test('parallel claims do not send more than the cap; the rest waits until there is room', async (t) => {
  const { services, ctx, pass } = await setUp(t, 'hold');
  const ids: string[] = [];
  for (let i = 0; i < 12; i++) ids.push((await sendTo(services, ctx, person)).id);
  const claims = await Promise.all(Array.from({ length: 12 }, () => claimOutbox(services, ctx, 1)));
  t.is(claims.flatMap((claim) => claim.send).length, 3);
  const messages = await Promise.all(ids.map((id) => getMessage(services, ctx, id, false)));
  const held = messages.filter((m) => m.decision.held === 'frequency_cap');
  t.is(held.length, 9);
  t.true(held.every((m) => m.status === 'queued' && (m.decision.held_until ?? 0) > new Date()));
  // A day later three more, in one chunk too.
  pass(24.1);
  t.is((await claimOutbox(services, ctx, 25)).send.length, 3);
});

test('a service message is not counted, nor held', async (t) => {
  const { services, ctx } = await setUp(t, 'hold');
  const service = { ...person, purpose: 'service' };
  await grantConsent(services, ctx, service);
  for (let i = 0; i < 5; i++) await sendTo(services, ctx, service);
  t.is((await claimOutbox(services, ctx, 25)).send.length, 5);
});

test('a tenant may have too many refused instead', async (t) => {
  const { services, ctx } = await setUp(t, 'refuse');
  const ids: string[] = [];
  for (let i = 0; i < 4; i++) ids.push((await sendTo(services, ctx, person)).id);
  t.is((await claimOutbox(services, ctx, 25)).send.length, 3);
  const messages = await Promise.all(ids.map((id) => getMessage(services, ctx, id, false)));
  const refused = messages.filter((m) => m.status === 'refused');
  t.deepEqual(
    refused.map((m) => m.decision.reason),
    ['frequency_cap'],
  );
});
