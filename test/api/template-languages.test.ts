import test from 'ava';
import { chooseLanguage } from '#domain/templates/languages.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { PROVIDED } from '#domain/templates/provided/index.ts';
import { SAMPLE } from '#domain/templates/sample.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';

const NEWS = {
  name: 'Letter',
  channel: 'sms',
  category: 'promotional',
  language: 'en',
  body: 'Hello. {{ opt_out }}',
  texts: { ar: { body: 'مرحبا. {{ opt_out }}' }, 'pt-BR': { body: 'Oi. {{ opt_out }}' } },
};

test('a version holds every language; one is written, added, taken away, made the main one', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const made = await call('POST', '/templates', NEWS);
  t.deepEqual(Object.keys(made.body.texts), ['ar', 'en', 'pt-BR']);
  const path = `/templates/${made.body.id}`;
  const bad = await call('PATCH', path, { texts: { de: { body: 'Hallo {{ contact.nmae }}' } } });
  t.is(bad.status, 422);
  t.is(bad.body.errors[0].path, 'texts.de.body', 'what is owed is owed in every language');
  const two = await call('PATCH', path, { texts: { 'de': { body: 'Hallo. {{ opt_out }}' }, 'pt-BR': null } }, { 'if-match': '"1"' }); // prettier-ignore
  t.deepEqual(Object.keys(two.body.texts), ['ar', 'de', 'en']);
  t.is(two.body.version, 2);
  t.is((await call('PATCH', path, { texts: { en: null } })).status, 422);
  const three = await call('PATCH', path, { language: 'ar' });
  t.like(three.body, { language: 'ar', body: NEWS.texts.ar.body, version: 3 });
  t.is((await call('PATCH', path, { language: 'de', body: 'x {{ opt_out }}' })).status, 422);
  t.like((await call('PATCH', path, { texts: { en: null } })).body, { version: 4 });
});

test('every version can be read and made the newest again, if it meets today’s rules', async (t) => {
  const api = await testApi(t);
  const { call, context } = await api.tenant();
  const { id } = (await call('POST', '/templates', NEWS)).body;
  await call('PATCH', `/templates/${id}`, { body: 'Bye. {{ opt_out }}', texts: { ar: null } });
  const versions = (await call('GET', `/templates/${id}/versions`)).body.data;
  t.deepEqual(versions.map((v: { version: number; texts: object }) => [v.version, Object.keys(v.texts)]), [[2, ['en', 'pt-BR']], [1, ['ar', 'en', 'pt-BR']]]); // prettier-ignore
  t.is((await call('POST', `/templates/${id}/restore`, { version: 9 })).status, 422);
  t.is((await call('POST', `/templates/${id}/restore`, { version: 1 }, { 'if-match': '"1"' })).status, 412); // prettier-ignore
  const back = await call(
    'POST',
    `/templates/${id}/restore`,
    { version: 1 },
    { 'if-match': '"2"' },
  );
  t.like(back.body, { version: 3, body: NEWS.body });
  t.deepEqual(Object.keys(back.body.texts), ['ar', 'en', 'pt-BR']);
  await api.services.db.withTenant(
    context,
    (trx) =>
    trx('template_versions').insert({ tenant_id: context.tenantId, template_id: id, version: 0, language: 'en', body: '{{ contact.nmae }}' }), // prettier-ignore
  );
  t.is(await call('POST', `/templates/${id}/restore`, { version: 0 }).then((r) => r.status), 422);
  const provided = (await call('GET', '/templates?origin=provided&limit=1')).body.data[0];
  t.is((await call('POST', `/templates/${provided.id}/restore`, { version: 1 })).status, 409);
});

for (const [have, main, recipient, organization, expected] of [
  [['en', 'ar'], 'en', 'ar', 'en', ['ar', 'recipient']],
  [['en', 'ar'], 'en', 'ar-KW', 'en', ['ar', 'recipient']],
  [['en', 'ar'], 'en', 'AR_kw', 'en', ['ar', 'recipient']],
  [['en', 'pt-BR'], 'en', 'pt-PT', 'en', ['pt-BR', 'recipient']],
  [['en', 'pt', 'pt-BR'], 'en', 'pt-BR', 'en', ['pt-BR', 'recipient']],
  [['en', 'ar'], 'en', 'fr', 'ar', ['ar', 'organization']],
  [['en', 'ar'], 'ar', 'fr', 'de', ['en', 'english']],
  [['ar', 'de'], 'ar', 'fr', 'it', ['ar', 'main']],
  [['en', 'ar'], 'en', null, null, ['en', 'english']],
  [['en', 'ar'], 'en', '', 'ar', ['ar', 'organization']],
  [['en', 'are'], 'en', 'ar', 'en', ['en', 'organization']],
] as const) {
  test(`of ${have.join(', ')} for ${String(recipient)} at ${String(organization)}: ${expected[0]}`, (t) => {
    const { language, because } = chooseLanguage(have, main, { recipient, organization });
    t.deepEqual([language, because], [...expected]);
  });
}

const setLocale = (tenant: TestTenant, locale: string) =>
  tenant.call('PATCH', '/organizations/me', { locale });

test('the selection says which text is taken and why, for every use and for codes', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const ask = async (query: string) =>
    (await tenant.call('GET', `/templates/selection?${query}`)).body.data[0];
  const plain = await ask('channel=email&category=invite&locale=ar-EG');
  t.like(plain, { language: 'ar', because: 'recipient', template: { origin: 'provided' } });
  t.like(await ask('channel=sms&category=code&locale=ar'), { language: 'ar', template: null });
  t.like(await ask('channel=sms&category=code&locale=fi'), { language: 'en' });
  const { id } = (await tenant.call('POST', '/templates', { ...NEWS, is_default: true })).body;
  t.like(await ask('channel=sms&category=promotional&locale=pt'), { language: 'pt-BR', template: { id } }); // prettier-ignore
  const contact = (await tenant.call('POST', '/contacts', { email: 'a@example.com', locale: 'ar' })).body; // prettier-ignore
  t.like(await ask(`channel=sms&category=promotional&contact_id=${contact.id}`), { language: 'ar', because: 'recipient' }); // prettier-ignore
  await tenant.call('DELETE', `/templates/${id}`);
  t.like(await ask('channel=sms&category=promotional'), { template: { origin: 'provided' } });
  t.is((await tenant.call('GET', '/templates/selection')).body.data.length, 14);
  t.is((await tenant.call('GET', '/templates/selection?channel=fax&category=code')).status, 422);
});

test('a message is in the recipient’s language, else the organisation’s', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { id } = (await tenant.call('POST', '/templates', NEWS)).body;
  const said = async (phone: string, locale?: string): Promise<string> => {
    const person = { channel: 'sms', address: phone, purpose: 'marketing' } as const;
    await tenant.call('POST', '/contacts', { phone, ...(locale ? { locale } : {}) });
    await grantConsent(api.services, tenant.context, person);
    const sent = await tenant.call('POST', '/messages/send_with_consent', { phone, channel: 'sms', purpose: 'marketing', template_id: id }); // prettier-ignore
    const { body } = await tenant.call('GET', `/messages/${sent.body.id}?reveal=true`);
    return body.content.text;
  };
  t.is(await said('+12015550101', 'ar-KW'), 'مرحبا. لإيقاف الرسائل أرسل STOP');
  t.is(await said('+12015550102', 'fi'), 'Hello. Reply STOP to opt out');
  await setLocale(tenant, 'ar');
  t.is(await said('+12015550103'), 'مرحبا. لإيقاف الرسائل أرسل STOP');
});

test('Arabic mails run from right to left', (t) => {
  for (const template of PROVIDED.filter((p) => p.channel === 'email')) {
    const { html = '' } = compileTemplate(template).render(SAMPLE, { allowMissing: true });
    const direction = template.language === 'ar' ? 'rtl' : 'ltr';
    t.true(html.includes(`<html lang="${template.language}" dir="${direction}">`));
  }
});
