import test from 'ava';
import { testApi } from '../_support/api.ts';

const AR = { name: 'الأخبار', description: 'مرة في الأسبوع' };

test('a purpose has words for each language; a change of them is its next version, and the old ones stay', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const made = await tenant.call('POST', '/purposes', {
    key: 'weekly',
    category: 'marketing',
    name: 'News',
    description: 'Once a week',
    translations: { ar: AR },
  });
  t.like(made, { status: 201, body: { language: 'en', translations: { ar: AR }, version: 1 } });
  const path = `/purposes/${made.body.id}`;
  // The same words in another order of their parts are the same.
  const same = { ar: { description: AR.description, name: AR.name } };
  t.is((await tenant.call('PATCH', path, { translations: same })).body.version, 1);
  const changed = await tenant.call('PATCH', path, {
    translations: { ar: { name: 'النشرة' }, fr: { name: 'Nouvelles' } },
  });
  t.like(changed.body, {
    version: 2,
    name: 'News',
    translations: { ar: { name: 'النشرة', description: '' }, fr: { name: 'Nouvelles' } },
  });
  const { body } = await tenant.call('GET', `${path}/versions`);
  t.like(body.data[1], { version: 1, language: 'en', translations: { ar: AR } });
  const audit = await tenant.call('GET', `/audit?entity_id=${made.body.id}&action=purpose.updated`);
  t.deepEqual(audit.body.data[0].detail.fields, ['translations']);
});

test('without a language the words are in the organisation’s; what cannot be read is refused with its place', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  await tenant.call('PATCH', '/organizations/me', { locale: 'ar' });
  const own = { key: 'own', category: 'marketing', name: AR.name };
  const made = await tenant.call('POST', '/purposes', own);
  t.is(made.body.language, 'ar');
  const path = `/purposes/${made.body.id}`;
  const refused = async (translations: object): Promise<string[]> => {
    const { status, body } = await tenant.call('PATCH', path, { translations });
    t.is(status, 422);
    return body.errors.map((one: { path: string }) => one.path);
  };
  t.deepEqual(await refused({ ar: AR }), ['translations']);
  t.deepEqual(await refused({ AR }), ['translations.AR']);
  t.deepEqual(await refused({ 'pt-br': AR, 'pt-BR': AR }), ['translations']);
  t.deepEqual(await refused({ en: { name: ' ' } }), ['translations.en.name']);
  t.deepEqual(await refused({ en: { name: 'x', more: 1 } }), ['translations.en.more']);
  const swapped = { language: 'en', name: 'News', translations: { ar: AR } };
  t.like((await tenant.call('PATCH', path, swapped)).body, { ...swapped, version: 2 });
});

test('a purpose that is not saved is shown in both directions, with the published words where there are some', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const draft = { name: 'Events', translations: { ar: AR } };
  const { body } = await tenant.call('POST', '/purposes/preview', draft);
  t.like(body.data[0], { language: 'en', name: 'Events' });
  t.true(body.data[0].wording.includes('Events'));
  t.like(body.data[1], { language: 'ar', ...AR });
  t.true(body.data[1].wording.includes(AR.name));
  const published = { kind: 'consent', purpose: 'marketing', channel: 'email', language: 'ar' };
  await tenant.call('POST', '/wordings', { ...published, text: 'نعم' });
  const own = await tenant.call('POST', '/purposes/preview', { ...draft, purpose: 'marketing' });
  t.is(own.body.data[1].wording, 'نعم');
});
