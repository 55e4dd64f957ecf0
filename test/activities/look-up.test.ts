import test, { type ExecutionContext } from 'ava';
import { campaignProgress } from '#domain/campaigns/progress.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { passTime, sendTo } from '../_support/messages.ts';
import { localProviders } from '../_support/providers.ts';
import { testContext, testServices } from '../_support/services.ts';

/** Takes and delivers the text, but answers 500. */
const TAKES = '+15005550500';
/** Answers 500 and does not take the text. */
const LOSES = '+15005550501';

async function setUp(t: ExecutionContext) {
  const services = await testServices(t, { max: 8 });
  const ctx = await testContext(services);
  const providers = await localProviders(t, services);
  const look = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      await drainTenant(providers.deps, ctx.tenantId);
      await passTime(services, ctx);
    }
  };
  const send = async (address: string, purpose: string): Promise<string> => {
    const person = { channel: 'sms' as const, address, purpose };
    await grantConsent(services, ctx, person);
    return (await sendTo(services, ctx, person)).id;
  };
  const message = (id: string) => getMessage(services, ctx, id, false);
  return { services, ctx, ...providers, look, send, message };
}

for (const purpose of ['marketing', 'service']) {
  test(`a provider that takes a text and answers 500: one text, not two (${purpose})`, async (t) => {
    const { look, send, message, received } = await setUp(t);
    const id = await send(TAKES, purpose);
    await look(1);
    t.like(await message(id), { status: 'uncertain', provider_message_id: null });
    await look(8);
    const settled = await message(id);
    t.true(['sent', 'delivered'].includes(settled.status), settled.status);
    t.regex(settled.provider_message_id ?? '', /^SM\w{32}$/);
    t.is(settled.attempts, 1);
    t.true(
      settled.events?.some((e) => e.type === 'looked_up' && e.detail?.['provider'] === 'found'),
    );
    t.deepEqual(await received(), [TAKES]);
  });
}

test('two uncertain texts with the same words find one text each', async (t) => {
  const { look, send, message, received } = await setUp(t);
  const ids = [await send(TAKES, 'service'), await send(TAKES, 'service')];
  await look(6);
  const found = await Promise.all(ids.map(async (id) => (await message(id)).provider_message_id));
  t.is(new Set(found).size, 2);
  t.true(found.every((sid) => sid?.startsWith('SM')));
  t.deepEqual(await received(), [TAKES, TAKES]);
});

test('what the provider certainly has not is sent once more when it was asked for, promotion never', async (t) => {
  const { look, send, message, received } = await setUp(t);
  const service = await send(LOSES, 'service');
  const marketing = await send(LOSES, 'marketing');
  await look(12);
  t.like(await message(service), { status: 'uncertain', attempts: 2 });
  t.like(await message(marketing), { status: 'uncertain', attempts: 1 });
  const last = (await message(marketing)).events?.at(-1);
  t.like(last, { type: 'looked_up', detail: { provider: 'absent' } });
  t.deepEqual(await received(), []);
});

test('while the provider cannot be asked nothing is decided', async (t) => {
  const { services, ctx, deps, look, send, message } = await setUp(t);
  const id = await send(LOSES, 'service');
  await look(1);
  const away = { ...deps, sms: { ...deps.sms, sentTo: async () => null } };
  for (let i = 0; i < 5; i++) {
    await drainTenant(away, ctx.tenantId);
    await passTime(services, ctx);
  }
  t.like(await message(id), { status: 'uncertain', attempts: 1 });
  t.is((await message(id)).events?.at(-1)?.type, 'uncertain');
});

test('a campaign’s uncertain text is looked up too', async (t) => {
  const { services, ctx, deps, look, received } = await setUp(t);
  await createContact(services, ctx, newContact.parse({ phone: TAKES, tags: ['all'] }));
  await grantConsent(services, ctx, { channel: 'sms', address: TAKES, purpose: 'marketing' });
  const campaign = await approvedCampaign(services, ctx, { channel: 'sms', tag: 'all' });
  t.is(await campaignProcess(deps, ctx).run(campaign), 'sent');
  t.like(await campaignProgress(services, ctx, campaign.id), { uncertain: 1 });
  await passTime(services, ctx);
  await look(4);
  t.like(await campaignProgress(services, ctx, campaign.id), { uncertain: 0 });
  t.deepEqual(await received(), [TAKES]);
});
