import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { cancelUnsent } from '#domain/campaigns/cancel-unsent.ts';
import type { Lane } from '#domain/campaigns/claim.ts';
import { finishCampaign } from '#domain/campaigns/finish.ts';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { reconcileCampaign } from '#domain/campaigns/reconcile.ts';
import { nextBatch, type CampaignResult } from '#domain/campaigns/record.ts';
import { takeLane } from '#domain/campaigns/recover.ts';
import { newId } from '#lib/ids.ts';
import { makeAudience } from '../../../bench/audience.ts';
import { approvedCampaign, counted } from '../../_support/campaigns.ts';
import { testContext, testServices } from '../../_support/services.ts';

/** A campaign to some people, its audience frozen, seen as one lane. */
async function setUp(
  t: ExecutionContext,
  people = 10,
  purpose: 'marketing' | 'service' = 'marketing',
) {
  const services = await testServices(t, { max: 8 });
  const ctx = await testContext(services);
  const tag = await makeAudience(services, ctx, people, purpose);
  const campaign = await approvedCampaign(services, ctx, { tag, purpose });
  const lane: Lane = { campaignId: campaign.id, lane: 0, from: 0, to: people };
  const kind = { channel: 'email' as const, marketing: purpose === 'marketing' };
  const owner = newId();
  await takeLane(services, ctx, lane, owner);
  t.like(await freezeAudience(services, ctx, campaign), {
    status: 'sending',
    people,
    queued: people,
    waitMs: 0,
  });
  return {
    services,
    ctx,
    lane,
    reconcile: () => reconcileCampaign(services, ctx, campaign),
    owner,
    claim: (limit: number, after = 0, by = owner, results: readonly CampaignResult[] = []) =>
      nextBatch(services, ctx, kind, results, { lane, owner: by, after, limit }),
    counts: () => counted(t, services, ctx, campaign.id),
  };
}

test('claims side by side take everybody once', async (t) => {
  const { claim, counts } = await setUp(t, 40);
  const chunks = await Promise.all([claim(15), claim(15), claim(15), claim(15)]);
  const ids = chunks.flatMap((chunk) => chunk.rows.map((row) => row.id));
  t.is(new Set(ids).size, ids.length);
  while ((await claim(15)).reached !== null);
  t.deepEqual(await counts(), { audience: 40, sending: 40 });
});

test('an opt-out in progress is not overtaken: its person is passed over until it is done', async (t) => {
  const { services, ctx, claim, counts } = await setUp(t, 3);
  await services.db.withTenant(ctx, async (trx) => {
    // The opt-out has locked the consent, like domain/consent/record/record-event.ts, and is not committed yet.
    const [one] = await trx('consents').limit(1).forUpdate().select('id');
    await trx('consents').where({ id: one.id }).update({ state: 'withdrawn' });
    t.is((await claim(10)).rows.length, 2);
    t.is((await claim(10)).reached, null);
  });
  t.deepEqual(await counts(), { audience: 3, queued: 1, sending: 2 });
  t.deepEqual((await claim(10)).rows, []);
  t.deepEqual(await counts(), { audience: 3, excluded: 1, sending: 2 });
});

test('an opt-out waits for a claim in progress, and is the later of the two', async (t) => {
  const { services, ctx } = await setUp(t, 1);
  const order: string[] = [];
  let optOut: Promise<unknown> | undefined;
  await services.db.withTenant(ctx, async (trx) => {
    await trx('consents').forShare().select('id');
    optOut = services.db
      .withTenant(ctx, (other) => other('consents').forUpdate().select('id'))
      .then(() => order.push('opt-out'));
    await sleep(300);
    order.push('claim');
  });
  await optOut;
  t.deepEqual(order, ['claim', 'opt-out']);
});

test('an address that was blocked after the freeze is left out, with the reason', async (t) => {
  const { services, ctx, claim, counts } = await setUp(t, 3);
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(`insert into suppressions (tenant_id, channel, address_bidx, reason)
      select tenant_id, channel, address_bidx, 'complaint' from messages where ordinal = 2`),
  );
  t.is((await claim(10)).rows.length, 2);
  t.deepEqual(await counts(), { audience: 3, excluded: 1, sending: 2 });
});

test('paused or canceled: nothing more is taken', async (t) => {
  const { services, ctx, claim } = await setUp(t, 3);
  t.like(await claim(1), { going: true, reached: 1 });
  await services.db.withTenant(ctx, (trx) => trx('campaigns').update({ status: 'paused' }));
  t.like(await claim(1), { going: false, reached: null, rows: [] });
});

const handed = { status: 'accepted' as const, providerMessageId: null };

test('after a crash only the batch that was being handed over is uncertain', async (t) => {
  const { services, ctx, lane, claim, owner: dead, counts } = await setUp(t, 10);
  const first = await claim(4);
  const results = first.rows.map((message) => ({ message, handed, at: first.at }));
  const begun = await claim(4, 4, dead, results);
  t.deepEqual(await counts(), { audience: 10, queued: 2, sending: 4, sent: 4 });

  const successor = newId();
  await takeLane(services, ctx, lane, successor);
  t.deepEqual(await counts(), { audience: 10, queued: 2, uncertain: 4, sent: 4 });

  // The results of the worker believed dead are recorded, but it claims nothing more.
  const late = begun.rows.map((message) => ({ message, handed, at: begun.at }));
  t.like(await claim(4, 8, dead, late), { mine: false, rows: [] });
  t.deepEqual(await counts(), { audience: 10, queued: 2, sent: 8 });
  t.is((await claim(4, 8, successor)).rows.length, 2);
});

test('who withdraws before the claim is left out; who is claimed was handed over first', async (t) => {
  const { services, ctx, claim, counts } = await setUp(t, 3);
  const withdraw = (ordinal: number) =>
    services.db.withTenant(ctx, (trx) =>
      trx.raw(
        `update consents c set state = 'withdrawn' from messages m
         where m.address_bidx = c.address_bidx and m.ordinal = ?`,
        [ordinal],
      ),
    );
  const first = await claim(1);
  t.truthy(first.at);
  await withdraw(1);
  await withdraw(2);
  const results = first.rows.map((message) => ({ message, handed, at: first.at }));
  t.like(await claim(2, 1, undefined, results), { reached: 3, rows: { length: 1 } });
  t.deepEqual(await counts(), { audience: 3, sent: 1, excluded: 1, sending: 1 });
});

test('a message that was sent shows when it was handed over, without an event of its own', async (t) => {
  const { services, ctx, claim } = await setUp(t, 2);
  const first = await claim(2);
  const [sent, failed] = first.rows;
  if (!sent || !failed) return t.fail();
  await claim(2, 2, undefined, [
    { message: sent, handed, at: first.at },
    {
      message: failed,
      handed: { status: 'rejected', code: '554', about: 'recipient' },
      at: first.at,
    },
  ]);
  const history = await services.db.withTenant(ctx, (trx) =>
    trx('message_history').orderBy('type').select('message_id', 'type', 'occurred_at'),
  );
  t.deepEqual(history, [
    { message_id: failed.id, type: 'failed', occurred_at: first.at },
    { message_id: sent.id, type: 'sent', occurred_at: first.at },
  ]);
  const events = await services.db.withTenant(ctx, (trx) => trx('message_events').select('type'));
  t.deepEqual(events, [{ type: 'failed' }]);
});

test('an uncertain transactional mail is sent again once, never twice', async (t) => {
  const { services, ctx, lane, claim, counts } = await setUp(t, 2, 'service');
  for (const [expected, reason] of [
    [{ audience: 2, queued: 2 }, null],
    [{ audience: 2, uncertain: 2 }, 'repeat_after_unknown'],
  ] as const) {
    const owner = newId();
    await takeLane(services, ctx, lane, owner);
    const batch = await claim(10, 0, owner);
    t.deepEqual(
      batch.rows.map((row) => row.reason),
      [reason, reason],
    );
    await takeLane(services, ctx, lane, newId());
    t.deepEqual(await counts(), expected);
  }
});

test('somebody who was erased meanwhile does not hold the campaign up', async (t) => {
  const { services, ctx, reconcile, claim, counts } = await setUp(t, 3);
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(`update messages set address_bidx = '\\x00' where ordinal = 2`),
  );
  t.is((await claim(10)).rows.length, 2);
  t.is((await claim(10)).reached, null);
  await reconcile();
  t.deepEqual(await counts(), { audience: 3, excluded: 1, queued: 2 });
});

test('a process that was replaced finds nothing to do', async (t) => {
  const { services, ctx, lane } = await setUp(t, 2);
  const replaced = { id: lane.campaignId, run: 99 };
  for (const step of [freezeAudience, reconcileCampaign, finishCampaign, cancelUnsent]) {
    t.like(await step(services, ctx, replaced), { status: 'canceled', queued: 0 });
  }
});
