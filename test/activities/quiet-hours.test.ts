import test, { type ExecutionContext } from 'ava';
import { campaignProgress } from '#domain/campaigns/progress.ts';
import { createContact } from '#domain/contacts/create.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { putQuietHours } from '#domain/message-rules/update.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { grantConsent, stopConsent, type Person } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { localProviders } from '../_support/providers.ts';
import { testContext, testServices } from '../_support/services.ts';

/** 8 to 21, every day, on the recipient's clock. */
const DAYTIME = {
  region: '*',
  hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '21:00' }],
  no_holidays: false,
  source: 'the test',
  as_of: '2026-11-21',
  enabled: true,
};

/** On 14 March 2027 New York and Chicago go forward an hour; the other two do not. */
const PEOPLE = {
  '+12125550123': { opens: '2027-03-14T12:00:00Z', before: '2027-03-13T13:00:00Z' },
  '+13125550123': { opens: '2027-03-14T13:00:00Z', before: '2027-03-13T14:00:00Z' },
  '+16025550123': { opens: '2027-03-14T15:00:00Z', before: '2027-03-13T15:00:00Z' },
  '+9779812345678': { opens: '2027-03-15T02:15:00Z', before: '2027-03-14T02:15:00Z' },
} as const;

async function setUp(t: ExecutionContext) {
  let now = new Date('2027-03-13T04:00:00Z');
  const services = await testServices(t, { max: 12, clock: () => now });
  const ctx = await testContext(services, { quietHours: true });
  await putQuietHours(services, ctx, {
    enabled: true,
    channels: ['sms'],
    transactional: false,
    rules: [DAYTIME],
    holidays: [],
  });
  const providers = await localProviders(t, services);
  return {
    services,
    ctx,
    ...providers,
    at: (time: string) => {
      now = new Date(time);
    },
  };
}

const person = (address: string, purpose = 'marketing'): Person => ({
  channel: address.startsWith('+') ? 'sms' : 'email',
  address,
  purpose,
});

test('single messages are held and released by each recipient’s own clock, over a change of clocks', async (t) => {
  const { services, ctx, deps, received, at } = await setUp(t);
  const ids = new Map<string, string>();
  for (const address of Object.keys(PEOPLE)) {
    await grantConsent(services, ctx, person(address));
    ids.set(address, (await sendTo(services, ctx, person(address))).id);
  }
  // 04:00Z on the day before: midnight in New York, 9:45 in Kathmandu.
  await drainTenant(deps, ctx.tenantId);
  t.deepEqual(await received(), ['+9779812345678']);
  for (const [address, { before }] of Object.entries(PEOPLE).slice(0, 3)) {
    const message = await getMessage(services, ctx, ids.get(address) ?? '', false);
    t.is(message.status, 'queued');
    t.like(message.decision, {
      outcome: 'sending',
      held: 'quiet_hours',
      held_until: new Date(before),
    });
    t.like(message.events?.at(-1), {
      type: 'held',
      detail: { reason: 'quiet_hours', until: before.replace('Z', '+00:00') },
    });
  }
  // A day without a look: all are decided again, by clocks that have changed meanwhile.
  at('2027-03-14T11:59:59Z');
  await drainTenant(deps, ctx.tenantId);
  t.deepEqual(await received(), ['+9779812345678']);
  for (const [address, { opens }] of Object.entries(PEOPLE).slice(0, 3)) {
    const message = await getMessage(services, ctx, ids.get(address) ?? '', false);
    t.deepEqual(message.decision.held_until, new Date(opens), address);
    at(opens);
    await drainTenant(deps, ctx.tenantId);
    t.like(await getMessage(services, ctx, ids.get(address) ?? '', false), { status: 'sent' });
    at('2027-03-14T11:59:59Z');
  }
  t.deepEqual(await received(), Object.keys(PEOPLE).toSorted());
});

test('a campaign holds each recipient until their own morning and comes back to them', async (t) => {
  const { services, ctx, deps, received, at } = await setUp(t);
  for (const phone of Object.keys(PEOPLE)) {
    await createContact(services, ctx, newContact.parse({ phone, tags: ['all'] }));
    await grantConsent(services, ctx, person(phone));
  }
  const campaign = await approvedCampaign(services, ctx, { channel: 'sms', tag: 'all' });
  const process = campaignProcess(deps, ctx);
  const progress = () => campaignProgress(services, ctx, campaign.id);

  // 04:00Z on the 14th: night everywhere except Kathmandu.
  at('2027-03-14T04:00:00Z');
  t.is(await process.run(campaign), 'waiting');
  t.deepEqual(await received(), ['+9779812345678']);
  t.like(await progress(), {
    status: 'sending',
    audience: 4,
    queued: 3,
    held: 3,
    held_for: { quiet_hours: 3, frequency_cap: 0 },
    next_at: new Date('2027-03-14T12:00:00Z'),
  });
  at('2027-03-14T11:59:59Z');
  t.is(await process.run(campaign), 'waiting');
  t.is((await received()).length, 1);
  for (const address of ['+12125550123', '+13125550123', '+16025550123'] as const) {
    t.false((await received()).includes(address));
    at(PEOPLE[address].opens);
    await process.run(campaign);
    t.true((await received()).includes(address));
  }
  t.is((await progress()).status, 'sent');
  t.deepEqual(await received(), Object.keys(PEOPLE).toSorted());
});

test('the wait ends with a withdrawal, and a retry is decided by the clock of its own time', async (t) => {
  const { services, ctx, deps, received, at } = await setUp(t);
  const stops = person('+12125550124');
  await grantConsent(services, ctx, stops);
  const stopped = await sendTo(services, ctx, stops);
  await drainTenant(deps, ctx.tenantId);
  await stopConsent(services, ctx, stops);
  // 20:59 in New York, for whom the network is busy.
  at('2027-03-14T01:59:00Z');
  const busy = person('+15005550429');
  await createContact(
    services,
    ctx,
    newContact.parse({ phone: busy.address, time_zone: 'America/New_York' }),
  );
  await grantConsent(services, ctx, busy);
  const { id } = await sendTo(services, ctx, busy);
  await drainTenant(deps, ctx.tenantId);
  t.like(await getMessage(services, ctx, stopped.id, false), {
    status: 'refused',
    decision: { reason: 'withdrawn' },
  });
  t.like(await getMessage(services, ctx, id, false), { status: 'queued', attempts: 1 });
  at('2027-03-14T02:00:00Z');
  await drainTenant(deps, ctx.tenantId);
  t.like(await getMessage(services, ctx, id, false), {
    status: 'queued',
    attempts: 1,
    decision: { held_until: new Date('2027-03-14T12:00:00Z') },
  });
  t.deepEqual(await received(), []);
});

test('service messages and mails go at any hour, until the tenant says otherwise', async (t) => {
  const { services, ctx, deps, received, at } = await setUp(t);
  at('2027-03-14T04:00:00Z');
  const service = person('+12125550123', 'service');
  const mail = person('amina@example.com');
  const again = async () => {
    await sendTo(services, ctx, service);
    await sendTo(services, ctx, mail);
    await drainTenant(deps, ctx.tenantId);
  };
  for (const someone of [service, mail]) await grantConsent(services, ctx, someone);
  await again();
  t.deepEqual(await received(), ['+12125550123', 'amina@example.com']);
  // The tenant is in UTC, where it is 4 in the morning.
  await putQuietHours(services, ctx, {
    enabled: true,
    channels: ['sms', 'email'],
    transactional: true,
    rules: [DAYTIME],
    holidays: [],
  });
  await again();
  t.is((await received()).length, 2);
});
