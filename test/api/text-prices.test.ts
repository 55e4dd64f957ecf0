import test from 'ava';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { recordCodeHandOver } from '#domain/verification/record-hand-over.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { PERMISSIONS } from '#domain/permissions.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { localProviders } from '../_support/providers.ts';
import { someone, twilioApi } from '../_support/twilio.ts';

test('a text keeps its encoding, segments and price, as counted and then as billed', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const { services } = api;
  const { context } = tenant;
  const { deps } = await localProviders(t, services);
  const [single, many] = [someone(), someone()];
  for (const one of [single, many]) {
    await createContact(services, context, newContact.parse({ phone: one.address, tags: one === many ? ['a'] : [] })); // prettier-ignore
    await grantConsent(services, context, one);
  }
  const { id } = await sendTo(services, context, single);
  const get = async (which: string) => (await tenant.call('GET', `/messages/${which}`)).body.sms;
  t.is(await get(id), null);
  await drainTenant(deps, context.tenantId);
  const campaign = await approvedCampaign(services, context, { channel: 'sms', tag: 'a', body: 'Новости {{ opt_out }}' }); // prettier-ignore
  await campaignProcess(deps, context).run(campaign);
  const mass = (await tenant.call('GET', `/messages?campaign_id=${campaign.id}`)).body.data[0].id;

  const counted = await get(id);
  t.like(counted, { encoding: 'GSM-7', segments: 1, price: { currency: 'USD', basis: 'counted' } });
  t.true(Number(counted.price.amount) > 0);
  // A condition in the text can make each of them tell a value.
  const blind = api.as(tenant, PERMISSIONS.filter((one) => one !== 'pii:read')); // prettier-ignore
  for (const one of [id, mass]) t.is((await blind.call('GET', `/messages/${one}`)).body.sms, null);
  t.like(await get(mass), { encoding: 'UCS-2', price: { basis: 'counted' } });

  const place = (which: string) => `/status?t=${context.tenantId}&k=message&id=${which}`;
  const report = { MessageSid: 'SM1', MessageStatus: 'delivered' };
  await api.post(place(mass), { ...report, NumSegments: '3' });
  const three = await get(mass);
  t.is(three.segments, 3);
  await api.post(place(id), { ...report, NumSegments: '2', Price: '-0.01660', PriceUnit: 'usd' });
  await api.post(place(id), report);
  t.deepEqual(await get(id), {
    encoding: 'GSM-7',
    segments: 2,
    price: { amount: '0.0166', currency: 'USD', basis: 'provider' },
  });
});

test('what the provider has billed for a code is not counted over', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const { services } = api;
  const made = await tenant.call('POST', '/verifications', { channel: 'sms', to: someone().address }); // prettier-ignore
  const { id } = made.body;
  const code = await prepareCode(services, tenant.context, id);
  if (!code.due) return t.fail('no code was due');
  // The report is faster than the answer.
  await api.post(`/status?t=${tenant.context.tenantId}&k=verification&id=${id}`, {
    MessageSid: 'SM1',
    MessageStatus: 'delivered',
    Price: '-0.05',
    PriceUnit: 'USD',
    NumSegments: '2',
  });
  await recordCodeHandOver(services, tenant.context, id, {
    send: code.send,
    segments: 1,
    status: 'accepted',
    code: null,
    providerMessageId: 'SM1',
  });
  const sends = await services.db.withTenant(
    tenant.context,
    (trx) =>
    trx('verification_sends').where({ verification_id: id }).select('segments', 'price', 'price_basis'), // prettier-ignore
  );
  t.like(sends, [{ segments: 2, price: '0.050000', price_basis: 'provider' }]);
});
