import test from 'ava';
import { encryptValue } from '#domain/encryption/personal.ts';
import { newId } from '#lib/ids.ts';
import { testApi, type TestApi, type TestTenant } from '../_support/api.ts';

const PROMO = {
  name: 'Autumn',
  channel: 'email',
  category: 'promotional',
  subject: 'Hello {{ contact.first_name }}',
  body: '<p>{{ variables.offer }}</p><a href="{{ unsubscribe_url }}">Unsubscribe</a>',
};

/** A contact written straight to its table: what contacts are made of is another test's business. */
async function contact(api: TestApi, { context }: TestTenant): Promise<string> {
  const id = newId();
  const { tenantId } = context;
  const keys = await api.services.keyring.keys(context);
  const seal = (column: string, value: string) =>
    encryptValue(keys, { tenantId, table: 'contacts', id, column }, value);
  await api.services.db.withTenant(context, (trx) =>
    trx('contacts').insert({
      tenant_id: tenantId,
      id,
      name_enc: seal('name', 'Amina Khalil'),
      email_enc: seal('email', 'amina@example.com'),
      email_bidx: Buffer.from(id),
      fields_enc: seal('fields', JSON.stringify({ plan: 'gold' })),
    }),
  );
  return id;
}

test('a template is written, read, changed by version and archived', async (t) => {
  const api = await testApi(t);
  const { call } = await api.tenant();
  const made = await call('POST', '/templates', PROMO);
  t.is(made.status, 201);
  t.like(made.body, { name: 'Autumn', origin: 'user', version: 1, is_default: false });
  t.true(made.body.variables.includes('variables.offer'));
  const path = `/templates/${made.body.id}`;
  t.is((await call('GET', path)).headers.get('etag'), '"1"');

  const changed = await call('PATCH', path, { subject: 'New' }, { 'if-match': '"1"' });
  t.like(changed.body, { subject: 'New', version: 2, body: PROMO.body });
  t.is((await call('PATCH', path, { subject: 'Lost' }, { 'if-match': '"1"' })).status, 412);
  t.is((await call('PATCH', path, { body: '<!-- no way out' })).status, 422);

  t.is((await call('POST', '/templates', PROMO)).status, 409);
  t.is((await call('DELETE', path)).status, 204);
  t.truthy((await call('GET', path)).body.archived_at);
  const listed = await call('GET', '/templates?origin=user');
  t.deepEqual(listed.body.data, []);
  t.is((await call('POST', '/templates', PROMO)).status, 201, 'the name is free again');
});

test('provided templates stay as they are; a copy is one’s own', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { body } = await call('GET', '/templates?channel=sms&category=promotional');
  t.is(body.data.length, 1);
  const provided = body.data.find((row: { is_default: boolean }) => row.is_default);
  t.is((await call('PATCH', `/templates/${provided.id}`, { body: 'x {{ opt_out }}' })).status, 409);
  t.is((await call('DELETE', `/templates/${provided.id}`)).status, 409);
  const copy = await call('POST', `/templates/${provided.id}/copy`, {});
  t.like(copy.body, { name: 'News (copy)', origin: 'user', body: provided.body });
  const second = await call('POST', `/templates/${provided.id}/copy`, {});
  t.is(second.body.name, 'News (copy 2)');

  await call('PATCH', `/templates/${copy.body.id}`, { is_default: true });
  const defaults = async (): Promise<string[]> =>
    (await call('GET', '/templates?channel=sms&category=promotional')).body.data
      .filter((row: { is_default: boolean }) => row.is_default)
      .map((row: { name: string }) => row.name);
  t.deepEqual(await defaults(), ['News (copy)']);
  await call('DELETE', `/templates/${copy.body.id}`);
  t.deepEqual(await defaults(), ['News']);
});

test('what is wrong with a text is told by field', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const fields = async (body: object): Promise<string[]> => {
    const answer = await call('POST', '/templates', { ...PROMO, ...body });
    t.is(answer.status, 422);
    return answer.body.errors.map((e: { path: string }) => e.path);
  };
  t.deepEqual(await fields({ body: 'Buy now <!--' }), ['body']);
  t.deepEqual(await fields({ subject: '{{ open' }), ['subject']);
  t.deepEqual(await fields({ subject: undefined }), ['subject']);
  t.deepEqual(await fields({ channel: 'fax' }), ['channel']);
  t.deepEqual(await fields({ origin: 'provided' }), ['origin']);
  t.deepEqual(await fields({ nonsense: 1 }), ['nonsense']);
});

test('a preview shows a contact masked, and in clear only when revealed, which is audited', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { call, context } = tenant;
  const id = await contact(api, tenant);
  const { body: made } = await call('POST', '/templates', {
    name: 'P',
    channel: 'sms',
    category: 'transactional',
    body: '{{ contact.name }} {{ contact.email }} {{ contact.fields.plan }} {{ variables.x }}',
  });
  const masked = await call('POST', `/templates/${made.id}/preview`, { contact_id: id });
  t.is(masked.body.text, 'A••• K••• a•••@example.com •••');
  t.deepEqual(masked.body.missing, ['variables.x']);
  t.is(masked.body.segments.encoding, 'GSM-7', 'what is billed is sent in clear');
  t.deepEqual(masked.body.segments.beyond_gsm, []);
  const clear = await call('POST', `/templates/${made.id}/preview?reveal=true`, {
    contact_id: id,
    variables: { x: 'ok' },
  });
  t.is(clear.body.text, 'Amina Khalil amina@example.com gold ok');
  t.deepEqual(clear.body.missing, []);
  const audited = await api.services.db.withTenant(context, (trx) =>
    trx('audit_log').where({ action: 'contact.revealed', entity_id: id }),
  );
  t.is(audited.length, 1);
  const stranger = await api.tenant();
  t.is((await stranger.call('POST', `/templates/${made.id}/preview`, {})).status, 404);
});

test('without pii:read a reveal is refused', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant(['templates:read', 'contacts:read']);
  const id = await contact(api, tenant);
  const text = { channel: 'sms', category: 'transactional', body: '{{ contact.name }}' };
  const masked = await tenant.call('POST', '/templates/preview', { ...text, contact_id: id });
  t.is(masked.body.text, 'A••• K•••');
  const revealed = await tenant.call('POST', '/templates/preview?reveal=true', { ...text, contact_id: id }); // prettier-ignore
  t.is(revealed.status, 403);
});

test('a text is previewed before it can be saved, with what is still wrong', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { status, body } = await call('POST', '/templates/preview', {
    channel: 'email',
    category: 'promotional',
    subject: 'S',
    body: 'Hi {{ name }}\n\n<a href="https://example.com">Look</a>\n\n<b>Bye</b>',
  });
  t.is(status, 200);
  t.true(body.html.includes('<p>Hi Amina Khalil</p>\n<p><a href="https://example.com">Look</a></p>\n<p><b>Bye</b></p>')); // prettier-ignore
  t.deepEqual(body.errors, []);
  t.regex(
    body.html,
    /<a href="[^"]*\/u\/sample">Unsubscribe<\/a>/,
    'the way out is added, and seen',
  );
  const broken = await call('POST', '/templates/preview', { channel: 'sms', category: 'transactional', body: '{{' }); // prettier-ignore
  t.is(broken.body.errors[0].path, 'body');
});

test('what is wrong with a text is said in plain words: when it is previewed and when it is saved', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { name, ...text } = PROMO;
  const typed = 'There is no value called "frist_name". Did you mean "first_name"?';
  for (const [body, words] of [
    ['Hi {{ frist_name }}', typed],
    ['Hi\n{{ contact.first_name', 'Line 2: {{ contact.first_name is not closed.'],
    ['Hi {{ contact.name | upcas }}', 'Line 1: There is no filter called "upcas".'],
  ] as const) {
    const seen = await call('POST', '/templates/preview', { ...text, body });
    const saved = await call('POST', '/templates', { name, ...text, body });
    t.is(seen.status, 200);
    t.is(saved.status, 422);
    for (const { errors } of [seen.body, saved.body]) {
      t.is(errors[0].path, 'body');
      t.true(errors[0].message.startsWith(words), errors[0].message);
    }
  }
  const given = { ...text, body: '{{ frist_name }}', variables: { frist_name: 'A' } };
  t.deepEqual((await call('POST', '/templates/preview', given)).body.errors, []);
});
