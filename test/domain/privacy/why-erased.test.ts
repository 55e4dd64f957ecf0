import test from 'ava';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { createContact } from '#domain/contacts/create.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { whyCampaign } from '#domain/why/person.ts';
import { approvedCampaign } from '../../_support/campaigns.ts';
import { grantConsent } from '../../_support/consent.ts';
import { erase } from '../../_support/erasing.ts';
import { testContext, testServices } from '../../_support/services.ts';

test('“why” says nothing false about an erased person: whether they were in the audience cannot be told', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const made: string[] = [];
  for (const email of ['ann@example.com', 'ben@example.com']) {
    const { id } = await createContact(services, ctx, newContact.parse({ email, tags: ['all'] }));
    await grantConsent(services, ctx, { channel: 'email', address: email, purpose: 'marketing' });
    made.push(id);
  }
  const campaign = await approvedCampaign(services, ctx, { tag: 'all' });
  await freezeAudience(services, ctx, campaign);
  const why = (email: string) => whyCampaign(services, ctx, campaign.id, { email }, false);
  t.not((await why('ann@example.com')).message_id, null);
  await erase(services, ctx, made[0] ?? '');
  for (const spelling of ['ann@example.com', 'ANN@Example.com']) {
    const told = await why(spelling);
    t.like(told, { outcome: 'in_doubt', reason: 'erased', message_id: null, proven: false });
    t.regex(told.answer, /cannot be told/);
  }
  // Others are answered as before.
  t.not((await why('ben@example.com')).message_id, null);
  t.like(await why('cem@example.com'), { outcome: 'not_sent', reason: 'not_in_audience' });
});

test('nor about anybody where retention has taken the recipients out', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const { id } = await createContact(services, ctx, newContact.parse({ email: 'ann@example.com', tags: ['all'] })); // prettier-ignore
  await grantConsent(services, ctx, { channel: 'email', address: 'ann@example.com', purpose: 'marketing' }); // prettier-ignore
  const campaign = await approvedCampaign(services, ctx, { tag: 'all' });
  await freezeAudience(services, ctx, campaign);
  await services.db.withTenant(ctx, (trx) =>
    trx('messages')
      .where({ campaign_id: campaign.id, contact_id: id })
      .update({ contact_id: null, address_bidx: null, address_gone: 'retention' }),
  );
  const told = await whyCampaign(services, ctx, campaign.id, { email: 'ann@example.com' }, false);
  t.like(told, { outcome: 'in_doubt', reason: 'not_kept' });
});
