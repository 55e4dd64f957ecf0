import test from 'ava';
import { aboutPage } from '#domain/privacy/export/about.ts';
import { consentEvents } from '#domain/privacy/export/consent-events.ts';
import { languageOf } from '#domain/privacy/export/language.ts';
import { consents } from '#domain/privacy/export/profile.ts';
import { START } from '#domain/privacy/export/section.ts';
import { asSubjectAddress } from '#domain/privacy/subject.ts';
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
    retention: [],
    sections: [],
    source: null,
    made: new Date(0),
  });
  t.true(page.includes(`<bdi lang="ar"><b>${AR}</b>: &lt;b&gt;</bdi>`));
});
