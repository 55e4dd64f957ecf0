import test from 'ava';
import { aboutPage } from '#domain/privacy/export/about.ts';
import { messages } from '#domain/privacy/export/messages.ts';
import { START } from '#domain/privacy/export/section.ts';
import { asSubjectAddress } from '#domain/privacy/subject.ts';
import { createContact } from '#domain/contacts/create.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { updateContact } from '#domain/contacts/update.ts';
import { approvedCampaign, campaignProcess } from '../../_support/campaigns.ts';
import { grantConsent } from '../../_support/consent.ts';
import { mailServer } from '../../_support/mail-deps.ts';
import { sendTo } from '../../_support/messages.ts';
import { testContext, testServices } from '../../_support/services.ts';

test('a copy has the whole mail of a campaign, and says that it was written again, with the values of today', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const address = 'cq@example.com';
  const person = { channel: 'email' as const, address, purpose: 'marketing' };
  const given = { email: address, name: 'Old Name', tags: ['all'], fields: { balance: '100' } };
  const { id: contactId } = await createContact(services, ctx, newContact.parse(given));
  await grantConsent(services, ctx, person);
  const { deps } = await mailServer(t);
  const campaign = await approvedCampaign(services, ctx, {
    tag: 'all',
    body: '<p>Hello {{ contact.name }}, balance {{ contact.fields.balance }} <a href="https://example.com/offer">Offer</a> <a href="{{ unsubscribe_url }}">Stop</a></p>',
  });
  await campaignProcess(deps(services), ctx).run(campaign);
  await sendTo(services, ctx, person);
  await updateContact(services, ctx, contactId, { name: 'New Name' });

  const keys = await services.keyring.keys(ctx);
  const subject = { contactId, addresses: [asSubjectAddress(keys, person)] };
  const copied = () =>
    services.db.withTenant(ctx, async (trx) => {
      const one = { services, ctx, keys, subject, language: 'en' };
      const { rows } = await messages.page(one, trx, START);
      return {
        many: rows.find((row) => row['campaign'] !== null) ?? {},
        single: rows.find((row) => row['campaign'] === null) ?? {},
      };
    });
  const { many, single } = await copied();
  t.is(single['words'], 'as_sent');
  t.is(many['words'], 'written_for_this_copy');
  t.is(many['subject'], 'Neues für New');
  t.regex(String(many['text']), /Hello New Name, balance 100/);
  t.regex(String(many['html']), /Hello New Name, balance 100/);
  // Read in the copy, it counts nothing.
  t.regex(String(many['html']), /href="https:\/\/example\.com\/offer"/);
  t.notRegex(String(many['html']), /\/t\/[co]\//);

  // What can no longer be written is not made up.
  await updateContact(services, ctx, contactId, { fields: { balance: null } });
  t.like((await copied()).many, { words: null, subject: null, text: null, html: null });

  for (const language of ['en', 'ar']) {
    const page = aboutPage({
      organization: 'Shop',
      postalAddress: null,
      country: 'KW',
      purposes: [],
      language,
      processors: [],
      kept: [],
      sections: [{ name: 'messages', portable: true, rows: 2 }],
      source: null,
      made: '2026-11-21',
    });
    t.true(page.includes('written_for_this_copy'));
  }
});
