import test from 'ava';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { campaignRecipients } from '#domain/campaigns/recipients.ts';
import { listConsents } from '#domain/consent/read/read.ts';
import { createContact } from '#domain/contacts/create.ts';
import { deleteContact } from '#domain/contacts/delete.ts';
import type { Context, Services } from '#domain/context.ts';
import { listMessages } from '#domain/messaging/read.ts';
import { listRequests } from '#domain/privacy/requests/read.ts';
import { listReceipts } from '#domain/receipts/list.ts';
import { listVerifications } from '#domain/verification/read.ts';
import { approvedCampaign } from '../../_support/campaigns.ts';
import { grantConsent } from '../../_support/consent.ts';
import { erase } from '../../_support/erasing.ts';
import { live } from '../../_support/lived.ts';
import { fillTenant, runAt } from '../../_support/retention.ts';
import { testContext, testServices } from '../../_support/services.ts';

const page = { limit: 50 };

async function rows(services: Services, ctx: Context, campaignId: string) {
  const recipients = await campaignRecipients(services, ctx, campaignId, page);
  const messages = await listMessages(services, ctx, page);
  return recipients.data.map((row) => {
    const message = messages.data.find(({ id }) => id === row.id);
    return [row.reason, row.address, row.address_absent, message?.to, message?.address_absent];
  });
}

test('who is erased is said to be; who never had an address, or gave no consent, is not', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const tags = ['all'];
  const gone = await createContact(services, ctx, { email: 'gone@example.com', tags, fields: {} });
  await grantConsent(services, ctx, { channel: 'email', address: 'gone@example.com', purpose: 'marketing' }); // prettier-ignore
  const alive = await createContact(services, ctx, { phone: '+4915112345678', tags, fields: {} });
  const leaves = await createContact(services, ctx, { phone: '+4915112345679', tags, fields: {} });
  await createContact(services, ctx, { email: 'quiet@example.com', tags, fields: {} });
  const campaign = await approvedCampaign(services, ctx, { tag: 'all' });
  await freezeAudience(services, ctx, campaign);

  await erase(services, ctx, gone.id);
  await deleteContact(services, ctx, leaves.id);
  const told = await rows(services, ctx, campaign.id);
  t.deepEqual(
    told.toSorted((a, b) => String(a).localeCompare(String(b))),
    [
      ['erased', null, 'erased', null, 'erased'],
      ['no_address', null, 'none', null, 'none'],
      ['no_address', null, 'none', null, 'none'],
      ['no_consent', 'q•••@example.com', null, 'q•••@example.com', null],
    ],
  );
  // After the erasure, nothing marks the person as erased any more.
  await erase(services, ctx, alive.id);
  t.is((await rows(services, ctx, campaign.id)).filter((row) => row[2] === 'erased').length, 2);
});

test('an erasure and the end of a time of keeping are told apart, in every record', async (t) => {
  const services = await testServices(t);
  const [erased, kept] = [await testContext(services), await testContext(services)];
  const one = await live(services, erased, 'gone');
  await erase(services, erased, one.id);
  await fillTenant(services, kept);
  await runAt(services, kept, 5000);
  const absent = async (ctx: Context) => ({
    consents: (await listConsents(services, ctx, page)).data.map((c) => c.address_absent),
    receipts: (await listReceipts(services, ctx, page)).data.map((r) => r.available),
    codes: (await listVerifications(services, ctx, page)).data.map((v) => v.to),
    messages: (await listMessages(services, ctx, page)).data.map((m) => m.address_absent),
  });
  t.deepEqual(await absent(erased), {
    consents: ['erased'],
    receipts: ['erased', 'erased'],
    codes: ['erased'],
    messages: ['erased'],
  });
  t.deepEqual(await absent(kept), {
    consents: ['removed'],
    receipts: ['removed', 'removed'],
    codes: ['removed'],
    messages: [],
  });
  const { data: requests } = await listRequests(services, kept, page);
  t.deepEqual(requests.map((r) => r.address_absent), ['removed']); // prettier-ignore
});
