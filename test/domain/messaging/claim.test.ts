import test, { type ExecutionContext } from 'ava';
import { claimOutbox } from '#domain/messaging/claim.ts';
import type { Context, Services } from '#domain/context.ts';
import { decideAgain } from '#domain/messaging/decide-again.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { recordResults } from '#domain/messaging/record-results.ts';
import type { HandOver } from '#domain/messaging/rules.ts';
import { tenantsWithWork } from '#domain/messaging/tenants-with-work.ts';
import { grantConsent, stopConsent, type Person } from '../../_support/consent.ts';
import { passTime, sendTo } from '../../_support/messages.ts';
import { testContext, testServices } from '../../_support/services.ts';
import { until } from '../../_support/until.ts';

const amina: Person = { channel: 'email', address: 'amina@example.com', purpose: 'marketing' };
const accepted: HandOver = { status: 'accepted', providerMessageId: 'p-1' };
const unknown: HandOver = { status: 'unknown', code: 'ETIMEDOUT' };

async function setUp(t: ExecutionContext) {
  const services = await testServices(t);
  const ctx = await testContext(services);
  return {
    services,
    ctx,
    claim: () => claimOutbox(services, ctx, 10),
    status: async (id: string) => (await getMessage(services, ctx, id, false)).status,
    outbox: () => services.db.withTenant(ctx, (trx) => trx('outbox').select('*')),
  };
}

/** Whether another transaction waits for a lock of this one. */
const waitsFor = (services: Services, ctx: Context, pid: number): Promise<boolean> =>
  services.db.withTenant(ctx, async (trx) =>
    Boolean(
      await trx('pg_stat_activity').whereRaw('?::int = any(pg_blocking_pids(pid))', [pid]).first('pid'), // prettier-ignore
    ),
  );

test('what is queued is claimed once, with its words, and settled by its result', async (t) => {
  const { services, ctx, claim, status, outbox } = await setUp(t);
  await grantConsent(services, ctx, amina);
  const { id } = await sendTo(services, ctx, amina);
  t.true((await tenantsWithWork(services)).some((one) => one.tenantId === ctx.tenantId));
  const claims = await Promise.all([claim(), claim(), claim()]);
  const mine = claims.flatMap((c) => c.send);
  t.is(mine.length, 1);
  const [message] = mine;
  if (!message) return;
  t.like(message, { id, channel: 'email', marketing: true, attempts: 1 });
  t.is(message.content.to, 'amina@example.com');
  t.true(message.content.html?.includes(message.list?.unsubscribeUrl ?? 'none'));
  t.is(await status(id), 'sending');

  await recordResults(services, ctx, [{ message, handOver: accepted }]);
  const { events, ...done } = await getMessage(services, ctx, id, false);
  t.like(done, { status: 'sent', provider_message_id: 'p-1' });
  t.truthy(done.sent_at);
  t.deepEqual(
    events?.map((e) => e.type),
    ['decided', 'sending', 'sent'],
  );
  t.deepEqual(await outbox(), []);
});

test('a withdrawal between the decision and the claim stops the message, with the reason', async (t) => {
  const { services, ctx, claim, outbox } = await setUp(t);
  await grantConsent(services, ctx, amina);
  const { id } = await sendTo(services, ctx, amina);
  await stopConsent(services, ctx, amina);
  t.deepEqual((await claim()).send, []);
  const message = await getMessage(services, ctx, id, false);
  t.like(message, { status: 'refused', decision: { outcome: 'refused', reason: 'withdrawn' } });
  t.is(message.events?.at(-1)?.type, 'refused');
  t.deepEqual(await outbox(), []);
});

test('an opt-out in progress is waited for: a claim never overtakes it', async (t) => {
  const { services, ctx, claim, status } = await setUp(t);
  await grantConsent(services, ctx, amina);
  const { id } = await sendTo(services, ctx, amina);
  let claimed: Promise<Awaited<ReturnType<typeof claim>>> | undefined;
  await services.db.withTenant(ctx, async (trx) => {
    // The opt-out has locked the consent, like domain/consent/record/record-event.ts, and is not committed yet.
    await trx('consents').forUpdate().select('id');
    await trx('consents').update({ state: 'withdrawn', captured_at: trx.fn.now() });
    const self = await trx.first<{ pid: number }>(trx.raw('pg_backend_pid() as pid'));
    claimed = claim();
    const first = await Promise.race([
      claimed.then(() => 'claimed'),
      until(() => waitsFor(services, ctx, self.pid)).then(() => 'waiting'),
    ]);
    t.is(first, 'waiting');
  });
  t.deepEqual((await claimed)?.send, []);
  t.is(await status(id), 'refused');
});

test('a claim left by a dead process: promotional is uncertain and never repeated', async (t) => {
  const { services, ctx, claim, status, outbox } = await setUp(t);
  await grantConsent(services, ctx, amina);
  const { id } = await sendTo(services, ctx, amina);
  const { send } = await claim();
  t.is(send.length, 1);
  t.deepEqual((await claim()).abandoned, [], 'not while the lease runs');
  await passTime(services, ctx);
  const { abandoned } = await claim();
  t.deepEqual(
    abandoned.map((m) => m.id),
    [id],
  );
  const lost: HandOver = { status: 'unknown', code: 'process_lost' };
  await recordResults(
    services,
    ctx,
    abandoned.map((message) => ({ message, handOver: lost })),
  );
  t.is(await status(id), 'uncertain');
  t.deepEqual(await outbox(), []);
  // The process was only slow: its result is better than none.
  await recordResults(
    services,
    ctx,
    send.map((message) => ({ message, handOver: accepted })),
  );
  t.is(await status(id), 'sent');
});

test('an unknown outcome of a transactional mail is repeated once, a text never', async (t) => {
  const { services, ctx, claim, status } = await setUp(t);
  const mail: Person = { ...amina, purpose: 'service' };
  const text: Person = { channel: 'sms', address: '+12015550123', purpose: 'service' };
  for (const person of [mail, text]) await grantConsent(services, ctx, person);
  const mailed = await sendTo(services, ctx, mail);
  const texted = await sendTo(services, ctx, text);
  const attempt = async (): Promise<string[]> => {
    const { send } = await claim();
    await recordResults(
      services,
      ctx,
      send.map((message) => ({ message, handOver: unknown })),
    );
    await passTime(services, ctx);
    return send.map((m) => m.id);
  };
  t.is((await attempt()).length, 2);
  t.is(await status(texted.id), 'uncertain');
  t.is(await status(mailed.id), 'queued');
  t.deepEqual(await attempt(), [mailed.id]);
  t.is(await status(mailed.id), 'uncertain');
  t.deepEqual(await attempt(), []);
});

test('what was not taken waits for its next attempt; a refusal for good ends it', async (t) => {
  const { services, ctx, claim, status } = await setUp(t);
  await grantConsent(services, ctx, amina);
  const { id } = await sendTo(services, ctx, amina);
  const attempt = async (handOver: HandOver): Promise<number> => {
    const { send } = await claim();
    await recordResults(
      services,
      ctx,
      send.map((message) => ({ message, handOver })),
    );
    return send.length;
  };
  t.is(await attempt({ status: 'deferred', code: '421' }), 1);
  t.is(await status(id), 'queued');
  t.is(await attempt(accepted), 0, 'not before its time');
  await passTime(services, ctx);
  t.is(await attempt({ status: 'rejected', code: '550', about: 'gone' }), 1);
  t.is(await status(id), 'bounced');
  const { attempts, error_code } = await getMessage(services, ctx, id, false);
  t.deepEqual([attempts, error_code], [2, '550']);
  const next = await sendTo(services, ctx, amina);
  t.is(
    next.decision.reason,
    'suppressed_hard_bounce',
    'a box that is not there is not tried again',
  );
});

test('a delivery report that was faster than the sender stays', async (t) => {
  const { services, ctx, claim, status } = await setUp(t);
  await grantConsent(services, ctx, amina);
  const { id } = await sendTo(services, ctx, amina);
  const { send } = await claim();
  await services.db.withTenant(ctx, (trx) =>
    trx('messages').where({ id }).update({ status: 'delivered' }),
  );
  await recordResults(
    services,
    ctx,
    send.map((message) => ({ message, handOver: accepted })),
  );
  t.is(await status(id), 'delivered');
});

test('a waiting message goes once the person says yes, and is refused when they never do', async (t) => {
  const { services, ctx, claim, status } = await setUp(t);
  const bruno = { ...amina, address: 'bruno@example.com' };
  const yes = await sendTo(services, ctx, amina, 'request');
  const never = await sendTo(services, ctx, bruno, 'request');
  const waiting = await decideAgain(services, ctx, yes.id);
  t.false(waiting.done);
  t.deepEqual((await claim()).send, []);

  const { eventId } = await grantConsent(services, ctx, amina);
  t.deepEqual(await decideAgain(services, ctx, yes.id), { done: true, status: 'queued' });
  t.deepEqual(
    (await claim()).send.map((m) => m.id),
    [yes.id],
  );
  const sent = await getMessage(services, ctx, yes.id, false);
  t.is(sent.decision.consent_event_id, eventId);

  await services.db.withTenant(ctx, (trx) =>
    trx('consents').where({ state: 'pending' }).update({ state: 'lapsed' }),
  );
  t.deepEqual(await decideAgain(services, ctx, never.id), { done: true, status: 'refused' });
  t.is(await status(never.id), 'refused');
});

test('a waiting message whose workflow got lost is found by the outbox', async (t) => {
  const { services, ctx, claim } = await setUp(t);
  const { id } = await sendTo(services, ctx, amina, 'request');
  t.deepEqual((await claim()).waiting, []);
  await passTime(services, ctx);
  t.deepEqual((await claim()).waiting, [id]);
});

test('deciding about waiting messages and claiming them side by side blocks nobody', async (t) => {
  const { services, ctx, claim, status } = await setUp(t);
  const people = Array.from({ length: 12 }, (_, i) => ({ ...amina, address: `p${i}@example.com` }));
  const ids: string[] = [];
  for (const person of people) {
    ids.push((await sendTo(services, ctx, person, 'request')).id);
    await grantConsent(services, ctx, person);
  }
  await passTime(services, ctx);
  await Promise.all(ids.flatMap((id) => [decideAgain(services, ctx, id), claim()]));
  for (let round = 0; round < 5; round++) {
    await passTime(services, ctx);
    await claim();
  }
  for (const id of ids) t.not(await status(id), 'awaiting_consent');
});

test('a message without a warrant cannot be written as sent', async (t) => {
  const { services, ctx } = await setUp(t);
  const { id } = await sendTo(services, ctx, amina);
  await t.throwsAsync(
    services.db.withTenant(ctx, (trx) => trx('messages').where({ id }).update({ status: 'sent' })),
    { code: '23514' },
  );
});

test('a text that is written at the claim is stored by the claim, not by another change of its row', async (t) => {
  const { services, ctx, claim } = await setUp(t);
  await grantConsent(services, ctx, amina);
  const { id } = await sendTo(services, { ...ctx, permissions: new Set(['messages:send']) }, amina);
  t.true((await claim()).send.some((one) => one.id === id && one.content.text.length > 0));
  const changed = await services.db.withTenant(ctx, async (trx) => ({
    message: await trx('messages').where({ id }).first(trx.raw('xmin::text as by')),
    lease: await trx('outbox').where({ message_id: id }).first(trx.raw('xmin::text as by')),
  }));
  t.deepEqual(changed.message, changed.lease);
  t.truthy((await getMessage(services, ctx, id, true)).content?.text);
});
