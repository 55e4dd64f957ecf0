import test from 'ava';
import { createContact } from '#domain/contacts/create.ts';
import { aboutPage } from '#domain/privacy/export/about.ts';
import { advanceExport } from '#domain/privacy/export/advance.ts';
import { consentEvents } from '#domain/privacy/export/consent-events.ts';
import { languageOf } from '#domain/privacy/export/language.ts';
import { consents } from '#domain/privacy/export/profile.ts';
import { downloadExport } from '#domain/privacy/export/read.ts';
import { requestExport } from '#domain/privacy/export/request.ts';
import { START } from '#domain/privacy/export/section.ts';
import { asSubjectAddress } from '#domain/privacy/subject.ts';
import { fileIn } from '../../_support/archive.ts';
import { grantConsent } from '../../_support/consent.ts';
import { testContext, testServices } from '../../_support/services.ts';

const AR = 'الأخبار والعروض';

test('a copy names purposes in the language of the person, else the organisation’s', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const keys = await services.keyring.keys(ctx);
  const person = { channel: 'email' as const, address: 'copy@example.com' };
  const { contactId } = await grantConsent(services, ctx, { ...person, purpose: 'marketing' });
  const subject = { contactId, addresses: [asSubjectAddress(keys, person)] };
  await services.db.withTenant(ctx, async (trx) => {
    t.is(await languageOf(trx, subject), 'en');
    await trx('contacts').where({ id: contactId }).update({ locale: 'ar-KW' });
    const language = await languageOf(trx, subject);
    t.is(language, 'ar-KW');
    const one = { services, ctx, keys, subject, language };
    const held = await consents.page(one, trx, START);
    t.like(held.rows[0], { purpose: 'marketing', purpose_name: AR });
    const happened = await consentEvents.page(one, trx, START);
    t.like(happened.rows[0], { purpose_name: AR, purpose_version: 1 });
  });
});

test('a name in another language stands on the page by itself, in its own direction', (t) => {
  const page = aboutPage({
    organization: 'Shop',
    postalAddress: null,
    country: 'KW',
    purposes: [{ name: AR, description: '<b>', category: 'marketing' }],
    language: 'ar',
    processors: [],
    kept: [],
    sections: [],
    source: null,
    made: '2026-11-21',
  });
  t.true(page.includes(`<bdi lang="ar"><b>${AR}</b>: &lt;b&gt;</bdi>`));
});

test('the page that explains a copy speaks the person’s language, right to left where that is so', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const { id } = await createContact(services, ctx, {
    email: 'amina@example.com',
    locale: 'ar-KW',
    tags: [],
    fields: {},
  });
  const pageOf = async (contactId: string): Promise<string> => {
    const copy = await requestExport(services, ctx, { contact_id: contactId });
    await advanceExport(services, ctx, copy.id, {
      processors: [{ name: 'Twilio Inc.', role: 'texts', where: 'api.twilio.com' }],
    });
    const { content } = await downloadExport(services, ctx, copy.id);
    return fileIn(t, content, 'about.html');
  };
  const arabic = await pageOf(id);
  t.regex(arabic, /<html lang="ar" dir="rtl">/);
  for (const words of ['بياناتك لدى', 'المادة 77', 'Twilio Inc.', '30 يومًا', 'portable/profile']) {
    t.true(arabic.includes(words), words);
  }
  const said = arabic.replace(/<style>.*<\/style>/s, '').replaceAll(/<[^>]*>/g, ' ');
  t.notRegex(said, /[a-z]{2,} [a-z]{2,} [a-z]{2,}/, 'no sentence in English is left');

  await services.db.withTenant(ctx, (trx) => trx('contacts').update({ locale: null }));
  t.regex(await pageOf(id), /<html lang="en" dir="ltr">[^]*Article 77/);
  await services.db.withTenant(ctx, (trx) => trx('tenants').update({ locale: 'ar' }));
  t.regex(await pageOf(id), /<html lang="ar" dir="rtl">/, 'else the organisation’s');
  await services.db.withTenant(ctx, (trx) => trx('contacts').update({ locale: 'de' }));
  t.regex(await pageOf(id), /<html lang="en" dir="ltr">/, 'English for what we do not speak');
});
