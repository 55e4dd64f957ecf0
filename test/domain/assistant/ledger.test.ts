import test from 'ava';
import pMap from 'p-map';
import { quotaInput } from '#domain/assistant/contract.ts';
import { reserve } from '#domain/assistant/ledger/reserve.ts';
import { settleCall } from '#domain/assistant/ledger/settle.ts';
import { getUsage } from '#domain/assistant/ledger/usage.ts';
import { getQuota, putQuota } from '#domain/assistant/quota/quota.ts';
import { newId } from '#lib/ids.ts';
import { bothSums, requestedCall } from '../../_support/assistant.ts';
import { onClock } from '../../_support/clock.ts';
import { testContext, testServices } from '../../_support/services.ts';

const none = { tokens: null, cost: null };
const limited = (some: object) =>
  quotaInput.parse({
    soft: none, hard: none, per_user: none, per_conversation: none, max_answer_tokens: 100, ...some,
  }); // prettier-ignore
const estimate = {
  tokens: 100,
  prompt: 40,
  micros: 2_000,
  provider: 'openai',
  model: 'm',
} as const;
const used = { input: 30, cachedInput: 10, output: 20, micros: 700, reported: true };

test('of fifty calls at once ten are reserved where ten are left, and the sums are those of the rows', async (t) => {
  const services = await testServices(t, { max: 25 });
  const ctx = await testContext(services);
  await putQuota(services, ctx, limited({ hard: { tokens: 1_000, cost: null } }));
  const ids = await pMap(Array.from({ length: 50 }), () => requestedCall(services, ctx), { concurrency: 10 }); // prettier-ignore
  const decided = await Promise.all(ids.map((id) => reserve(services, ctx, id, estimate)));
  t.is(decided.filter(({ status }) => status === 'reserved').length, 10);
  t.true(decided.every((one) => one.status === 'reserved' || one.refusedBy === 'organization_tokens')); // prettier-ignore
  const open = await bothSums(services, ctx);
  t.deepEqual(open.kept, open.rows);
  // A repeat says the same and changes nothing.
  t.deepEqual(await Promise.all(ids.map((id) => reserve(services, ctx, id, estimate))), decided);
  await Promise.all(
    ids.flatMap((id, i) => {
      const ending = { used: i % 2 ? used : null, failure: i % 2 ? null : 'unavailable' };
      return [settleCall(services, ctx, id, ending), settleCall(services, ctx, id, ending)];
    }),
  );
  const over = await bothSums(services, ctx);
  t.deepEqual(over.kept, over.rows);
  t.like(await getQuota(services, ctx), { reserved: { tokens: 0, cost: '0.00' } });
});

test('each limit refuses by its name: tokens or cost, of the user or the conversation', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const ask = async (given: Parameters<typeof requestedCall>[2] = {}) =>
    reserve(services, ctx, await requestedCall(services, ctx, given), estimate);
  const conversation_id = newId();
  await putQuota(services, ctx, limited({ per_conversation: { tokens: 150, cost: null } }));
  t.is((await ask({ conversation_id })).status, 'reserved');
  t.is((await ask({ conversation_id })).refusedBy, 'conversation_tokens');
  t.is((await ask()).status, 'reserved');
  await putQuota(services, ctx, limited({ per_user: { tokens: null, cost: '0.005' } }));
  t.is((await ask()).refusedBy, 'user_cost');
  t.is((await ask({ actor_id: newId() })).status, 'reserved');
  await putQuota(services, ctx, limited({ hard: { tokens: null, cost: '0.007999' } }));
  t.is((await ask({ actor_id: newId() })).refusedBy, 'organization_cost');
  await putQuota(services, ctx, limited({ hard: { tokens: null, cost: '0.008' } }));
  t.is((await ask({ actor_id: newId() })).status, 'reserved');
});

test('a month turns by the clock of the database; what began in it counts in it', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const eve = await onClock(services, () => new Date('2031-01-31T23:59:59Z'));
  const next = await onClock(services, () => new Date('2031-02-01T00:00:01Z'));
  await putQuota(eve, ctx, limited({ hard: { tokens: 150, cost: null } }));
  const [late, refused, early] = await pMap(Array.from({ length: 3 }), () => requestedCall(services, ctx)); // prettier-ignore
  t.is((await reserve(eve, ctx, String(late), estimate)).status, 'reserved');
  t.is((await reserve(eve, ctx, String(refused), estimate)).status, 'refused');
  t.is((await reserve(next, ctx, String(early), estimate)).status, 'reserved');
  await settleCall(next, ctx, String(late), { used, failure: null });
  t.like(await getUsage(next, ctx, { month: '2031-01' }), { used: { tokens: 50, cost: '0.0007' }, calls: 1 }); // prettier-ignore
  t.like(await getUsage(next, ctx, {}), { used: { tokens: 0 }, reserved: { tokens: 100 }, calls: 1 }); // prettier-ignore
  const both = await bothSums(services, ctx);
  t.deepEqual(both.kept, both.rows);
});

test('the soft limit is said once it is reached', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await putQuota(services, ctx, limited({ soft: { tokens: 80, cost: null } }));
  const [one, two] = [await requestedCall(services, ctx), await requestedCall(services, ctx)];
  for (const id of [one, two]) await reserve(services, ctx, id, estimate);
  t.is((await settleCall(services, ctx, one, { used, failure: null })).tell, null);
  t.regex(String((await settleCall(services, ctx, two, { used, failure: null })).tell), /^\d{4}-\d\d-01$/); // prettier-ignore
});
