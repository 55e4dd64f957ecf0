import test, { type ExecutionContext } from 'ava';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import type { Lane } from '#domain/campaigns/claim.ts';
import { nextBatch, recordLast } from '#domain/campaigns/record.ts';
import { takeLane } from '#domain/campaigns/recover.ts';
import { beginMessage } from '#domain/message-ledger/place.ts';
import type { Context, Services } from '#domain/context.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { recordDelivery, type DeliveryStatus } from '#domain/messaging/record-delivery.ts';
import { recordHandOver } from '#domain/messaging/record-hand-over.ts';
import { recordResults } from '#domain/messaging/record-results.ts';
import { claimOutbox } from '#domain/messaging/claim.ts';
import type { HandOver } from '#domain/messaging/rules.ts';
import { newId } from '#lib/ids.ts';
import { makeAudience } from '../../../bench/audience.ts';
import { approvedCampaign } from '../../_support/campaigns.ts';
import { grantConsent, type Person } from '../../_support/consent.ts';
import { sendTo } from '../../_support/messages.ts';
import { testContext, testServices } from '../../_support/services.ts';

/** Events of one message: the result of the hand-over, and the provider's reports. */
type Told = 'answer' | DeliveryStatus;
const DELIVERED: Told[] = ['answer', 'sent', 'delivered', 'delivered'];
const FAILED: Told[] = ['answer', 'sent', 'undelivered', 'undelivered'];
const READ: Told[] = ['answer', 'delivered', 'read', 'delivered'];

/** Returns every order of a few events, each once. */
function orders(things: readonly Told[]): Told[][] {
  const made = (left: readonly Told[]): Told[][] =>
    left.length
      ? left.flatMap((one, i) => made(left.toSpliced(i, 1)).map((rest) => [one, ...rest]))
      : [[]];
  return [...new Map(made(things).map((order) => [order.join(), order])).values()];
}

const SID = `SM${'1'.repeat(32)}`;
const accepted: HandOver = { status: 'accepted', providerMessageId: SID };

async function setUp(t: ExecutionContext) {
  const services = await testServices(t, { max: 8 });
  const ctx = await testContext(services);
  const report = (id: string, status: DeliveryStatus) =>
    recordDelivery(services, ctx, {
      kind: 'message',
      id,
      status,
      providerMessageId: SID,
      errorCode: status === 'undelivered' ? '30003' : null,
    });
  /** Number of records of each event, and the message's status. */
  const written = async (id: string) => {
    const { status, error_code, events } = await getMessage(services, ctx, id, false);
    const audit: { action: string }[] = await services.db.withTenant(ctx, (trx) =>
      trx('audit_log').where({ entity_id: id }).select('action'),
    );
    return { status, error_code, events: (events ?? []).map((e) => e.type), audit: audit.map((a) => a.action) }; // prettier-ignore
  };
  return { services, ctx, report, written };
}
type Scene = Awaited<ReturnType<typeof setUp>>;

/** Begins a message that is handed over once, as a confirmation. Returns false if it was begun before. */
const beginOnce = (services: Services, ctx: Context, id: string): Promise<boolean> =>
  services.db.withTenant(ctx, async (trx) => {
    const { contact_id, channel, purpose_id, address_bidx, granted_event_id } =
      await trx('consents').first('*');
    const about = { contact_id, channel, purpose_id, address_bidx };
    const allowed = { reason: 'confirmation', consent_event_id: granted_event_id };
    return beginMessage(trx, ctx, { id, ...about, ...allowed });
  });
const taken = { status: 'sent', code: null, providerMessageId: SID } as const;

/** A message at the provider, and how its answer is recorded. */
type Started = { id: string; answer(): Promise<unknown> };

const KINDS: Record<string, (scene: Scene) => Promise<() => Promise<Started>>> = {
  'a single message': async ({ services, ctx }) => {
    const person: Person = { channel: 'sms', address: '+12015550123', purpose: 'marketing' };
    await grantConsent(services, ctx, person);
    return async () => {
      const { id } = await sendTo(services, ctx, person);
      const { send } = await claimOutbox(services, ctx, 10);
      const results = send.map((message) => ({ message, handOver: accepted }));
      return { id, answer: () => recordResults(services, ctx, results) };
    };
  },
  'a campaign’s message': async ({ services, ctx }) => {
    const tag = await makeAudience(services, ctx, 40, 'marketing', 'sms');
    const campaign = await approvedCampaign(services, ctx, { tag, channel: 'sms' });
    await freezeAudience(services, ctx, campaign);
    const lane: Lane = { campaignId: campaign.id, lane: 0, from: 0, to: 40 };
    const owner = newId();
    await takeLane(services, ctx, lane, owner);
    const kind = { channel: 'sms', marketing: true } as const;
    let after = 0;
    return async () => {
      const asked = { lane, owner, after, limit: 1 };
      const { rows, at } = await nextBatch(services, ctx, kind, [], asked);
      const [row] = rows;
      if (!row) throw new Error('nobody left');
      after = row.ordinal;
      const results = [{ message: row, handed: accepted, at, address: '+12015550123' }];
      return {
        id: row.id,
        answer: () => recordLast(services, ctx, kind, results, asked),
      };
    };
  },
  'a confirmation': async ({ services, ctx }) => {
    const person: Person = { channel: 'sms', address: '+12015550123', purpose: 'marketing' };
    await grantConsent(services, ctx, person);
    return async () => {
      const id = newId();
      await beginOnce(services, ctx, id);
      return { id, answer: () => recordHandOver(services, ctx, id, taken) };
    };
  },
};

for (const [kind, prepare] of Object.entries(KINDS)) {
  test(`${kind}: in whatever order its reports come, each thing is written once`, async (t) => {
    const scene = await setUp(t);
    const start = await prepare(scene);
    for (const [things, end] of [
      [DELIVERED, 'delivered'],
      [FAILED, 'failed'],
      [READ, 'delivered'],
    ] as const) {
      for (const order of orders(things)) {
        const { id, answer } = await start();
        for (const one of order) await (one === 'answer' ? answer() : scene.report(id, one));
        await answer();
        const { status, error_code, events, audit } = await scene.written(id);
        const name = order.join(', ');
        t.is(status, end, name);
        t.is(error_code, end === 'failed' ? '30003' : null, name);
        t.is(new Set(events).size, events.length, `${name}: ${events.join()}`);
        t.is(new Set(audit).size, audit.length, `${name}: ${audit.join()}`);
        t.is(events.filter((e) => e === end).length, 1, `${name}: ${events.join()}`);
        t.is(audit.filter((a) => a === `message.${end}`).length, 1, `${name}: ${audit.join()}`);
      }
    }
  });

  test(`${kind}: all at the same moment`, async (t) => {
    const scene = await setUp(t);
    const start = await prepare(scene);
    for (let i = 0; i < 8; i++) {
      const { id, answer } = await start();
      await Promise.all(
        [...DELIVERED, ...DELIVERED].map((one) =>
          one === 'answer' ? answer() : scene.report(id, one),
        ),
      );
      const { status, events, audit } = await scene.written(id);
      t.is(status, 'delivered');
      t.is(new Set(events).size, events.length, events.join());
      t.is(new Set(audit).size, audit.length, audit.join());
    }
  });
}

test('a late result of a confirmation that was begun again is recorded', async (t) => {
  const { services, ctx, written } = await setUp(t);
  await grantConsent(services, ctx, {
    channel: 'sms',
    address: '+12015550123',
    purpose: 'marketing',
  });
  const id = newId();
  t.true(await beginOnce(services, ctx, id));
  t.false(await beginOnce(services, ctx, id));
  t.is((await written(id)).status, 'uncertain');
  // The first process was only slow.
  await recordHandOver(services, ctx, id, taken);
  const { status, audit } = await written(id);
  t.is(status, 'sent');
  t.deepEqual(audit, ['message.sent']);
});
