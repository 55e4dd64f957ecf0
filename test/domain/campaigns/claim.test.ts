import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { cancelUnsent } from '#domain/campaigns/cancel-unsent.ts';
import { claimChunk, type Lane } from '#domain/campaigns/claim.ts';
import { finishCampaign } from '#domain/campaigns/finish.ts';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { reconcileCampaign } from '#domain/campaigns/reconcile.ts';
import { recordChunk, type CampaignResult } from '#domain/campaigns/record.ts';
import { takeLane } from '#domain/campaigns/recover.ts';
import type { Trx } from '#lib/db.ts';
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
    kind: { channel: 'email' as const, marketing: purpose === 'marketing' },
    claim: (limit: number, after = 0) =>
      claimChunk(services, ctx, lane, after, limit, { ruled: false }),
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

test('after a crash only the chunk that was begun is uncertain; others are as if never claimed', async (t) => {
  const { services, ctx, lane, kind, claim, counts } = await setUp(t, 10);
  const dead = newId();
  await takeLane(services, ctx, lane, dead);
  const begun = await claim(4);
  t.true((await recordChunk(services, ctx, kind, [], { lane, owner: dead, batch: begun })).mine);
  await claim(4, 4);
  t.deepEqual(await counts(), { audience: 10, queued: 2, sending: 8 });

  const successor = newId();
  await takeLane(services, ctx, lane, successor);
  t.deepEqual(await counts(), { audience: 10, queued: 6, uncertain: 4 });
  const attempts: { attempts: number }[] = await services.db.withTenant(ctx, (trx) =>
    trx('messages').where({ status: 'queued' }).distinct('attempts'),
  );
  t.deepEqual(attempts, [{ attempts: 0 }]);

  // The results of the worker believed dead are recorded, but it may begin nothing more.
  const next = await claim(4, 4);
  const results = begun.rows.map((message) => ({
    message,
    handed: { status: 'accepted' as const, providerMessageId: null },
  }));
  const late = { lane, owner: dead, batch: next };
  t.false((await recordChunk(services, ctx, kind, results, late)).mine);
  t.deepEqual(await counts(), { audience: 10, queued: 2, sending: 4, sent: 4 });
  const now = { lane, owner: successor, batch: next };
  t.is((await recordChunk(services, ctx, kind, [], now)).may.size, 4);
});

test('in a chunk that is handed over in batches only the one that was begun is uncertain', async (t) => {
  const { services, ctx, lane, kind, claim, counts } = await setUp(t, 6);
  const owner = newId();
  await takeLane(services, ctx, lane, owner);
  const { claim: id, rows } = await claim(6);
  const begin = (results: CampaignResult[], from: number, to: number) =>
    recordChunk(services, ctx, kind, results, {
      lane,
      owner,
      batch: { claim: id, rows: rows.slice(from, to) },
    });
  t.is((await begin([], 0, 2)).may.size, 2);
  const handed = { status: 'accepted' as const, providerMessageId: null };
  await begin(
    rows.slice(0, 2).map((message) => ({ message, handed })),
    2,
    4,
  );
  await takeLane(services, ctx, lane, newId());
  t.deepEqual(await counts(), { audience: 6, sent: 2, uncertain: 2, queued: 2 });
});

test('who withdraws after the claim is stopped at the hand-over; who was handed over before is not', async (t) => {
  const { services, ctx, lane, kind, claim, counts } = await setUp(t, 4);
  const owner = newId();
  await takeLane(services, ctx, lane, owner);
  const { claim: id, rows } = await claim(4);
  const begin = (from: number, to: number) =>
    recordChunk(services, ctx, kind, [], {
      lane,
      owner,
      batch: { claim: id, rows: rows.slice(from, to) },
    });
  const withdraw = (trx: Trx, row: (typeof rows)[number] | undefined) =>
    trx('consents').where({ id: row?.consent_id }).update({ state: 'withdrawn' });
  const first = await begin(0, 1);
  t.deepEqual([...first.may], [rows[0]?.id]);
  t.truthy(first.at);
  await services.db.withTenant(ctx, async (trx) => {
    await withdraw(trx, rows[0]);
    await withdraw(trx, rows[1]);
  });
  await services.db.withTenant(ctx, async (trx) => {
    // In progress: not overtaken, and looked at again later.
    await trx('consents').where({ id: rows[2]?.consent_id }).forUpdate();
    await withdraw(trx, rows[2]);
    t.deepEqual([...(await begin(1, 4)).may], [rows[3]?.id]);
  });
  t.deepEqual(await counts(), { audience: 4, sending: 2, excluded: 1, queued: 1 });
  const stopped = await services.db.withTenant(ctx, (trx) =>
    trx('messages')
      .join('message_events as e', 'e.message_id', 'messages.id')
      .where('messages.status', 'excluded')
      .select('messages.id', 'attempts', 'claim', 'e.detail'),
  );
  const detail = { at: 'hand_over', reason: 'withdrawn' };
  t.deepEqual(stopped, [{ id: rows[1]?.id, attempts: 0, claim: null, detail }]);
  t.deepEqual((await claim(4)).rows, [], 'the other has withdrawn by now');
});

test('an uncertain transactional mail is sent again once, never twice', async (t) => {
  const { services, ctx, lane, kind, claim, counts } = await setUp(t, 2, 'service');
  for (const [expected, reason] of [
    [{ audience: 2, queued: 2 }, null],
    [{ audience: 2, uncertain: 2 }, 'repeat_after_unknown'],
  ] as const) {
    const owner = newId();
    await takeLane(services, ctx, lane, owner);
    const chunk = await claim(10);
    t.deepEqual(
      chunk.rows.map((row) => row.reason),
      [reason, reason],
    );
    await recordChunk(services, ctx, kind, [], { lane, owner, batch: chunk });
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
