import test from 'ava';
import { testApi } from '../_support/api.ts';

const WINE = {
  name: 'Wine tasting',
  slug: 'wine',
  purposes: ['marketing'],
  languages: ['ar', 'en'],
};

test('a form is made, read, changed by the version one knows, and archived', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const made = await tenant.call('POST', '/forms', WINE, { 'idempotency-key': 'wine-1' });
  t.like(made, { status: 201, body: { version: 1, slug: 'wine', submissions: 0, confirmed: 0 } });
  t.true(made.body.url.endsWith('/wine'));
  t.is(made.headers.get('etag'), '"1"');
  const again = await tenant.call('POST', '/forms', WINE, { 'idempotency-key': 'wine-1' });
  t.is(again.body.id, made.body.id);

  const path = `/forms/${made.body.id}`;
  const changed = await tenant.call(
    'PATCH',
    path,
    { texts: { ar: { title: 'تذوق' } }, color: '#ffcc00' },
    { 'if-match': '"1"' },
  );
  t.like(changed, { status: 200, body: { version: 2, color: '#ffcc00', languages: ['ar', 'en'] } });
  t.is((await tenant.call('PATCH', path, { name: 'Late' }, { 'if-match': '"1"' })).status, 412);
  // RFC 9110: one of a list must match; an empty list matches nothing.
  for (const tags of ['W/"7" , "8"', '', '"2'])
    t.is((await tenant.call('PATCH', path, { name: 'Late' }, { 'if-match': tags })).status, 412, tags); // prettier-ignore
  for (const tags of ['"2","2"', '"9, 1", "2", "3"', '*']) {
    const answer = await tenant.call('PATCH', path, { name: 'Wine tasting' }, { 'if-match': tags });
    t.is(answer.status, 200, tags);
  }
  const { name, version } = (await tenant.call('GET', path)).body;
  t.is(name, 'Wine tasting');

  t.is((await tenant.call('DELETE', path, undefined, { 'if-match': `"${version}"` })).status, 204);
  t.is((await tenant.call('PATCH', path, { name: 'Gone' })).status, 409);
  const left = await tenant.call('GET', '/forms');
  t.false(left.body.data.some((form: { id: string }) => form.id === made.body.id));
  // Its address is free again.
  t.is((await tenant.call('POST', '/forms', WINE)).status, 201);
});

test('every organisation has a first form: its address is fixed, it cannot be removed', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await tenant.call('GET', '/forms');
  t.is(body.data.length, 1);
  const [first] = body.data;
  t.like(first, { slug: 'opt-in', is_default: true, active: true, purposes: [] });
  t.is((await tenant.call('DELETE', `/forms/${first.id}`)).status, 409);
  t.is((await tenant.call('PATCH', `/forms/${first.id}`, { slug: 'join' })).status, 409);
  t.is((await tenant.call('PATCH', `/forms/${first.id}`, { active: false })).body.active, false);
});

test('what a form cannot be is said by field', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const wrong: [object, string][] = [
    [{ slug: 'opt-out' }, 'slug'],
    [{ slug: 'No Spaces' }, 'slug'],
    [{ purposes: ['nobody'] }, 'purposes.0'],
    [{ channels: [] }, 'channels'],
    [{ languages: ['en', 'en'] }, 'languages'],
    [{ color: 'red' }, 'color'],
    [{ embed_origins: ['https://shop.example/join'] }, 'embed_origins.0'],
    [{ embed_origins: ["https://x.example; script-src 'none'"] }, 'embed_origins.0'],
    [{ logo_url: 'javascript:alert(1)' }, 'logo_url'],
    [{ privacy_url: 'ftp://x.example' }, 'privacy_url'],
  ];
  for (const [change, field] of wrong) {
    const answer = await tenant.call('POST', '/forms', { ...WINE, ...change });
    t.is(answer.status, 422, JSON.stringify(change));
    t.deepEqual(
      answer.body.errors.map((e: { path: string }) => e.path),
      [field],
    );
  }
  t.is((await tenant.call('POST', '/forms', WINE)).status, 201);
  t.is((await tenant.call('POST', '/forms', WINE)).status, 409);
});

test('the code to embed names the words it shows, so that they can be proved later', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body: form } = await tenant.call('POST', '/forms', WINE);
  const { body } = await tenant.call('GET', `/forms/${form.id}/embed?channel=email&language=ar`);
  t.true(body.frame.includes(`${form.url}?embed=1&amp;lang=ar`));
  t.true(body.html.includes('dir="rtl"'));
  t.true(body.html.includes('value="marketing"'));
  t.false(/\bchecked\b/.test(body.html));
  const sha256 = /name="shown" value="([0-9a-f]{64})"/.exec(body.html)?.[1] ?? '';
  const kept = await api.services.db.withTenant(tenant.context, (trx) =>
    trx('form_snapshots').where({ form_id: form.id }).select('sha256', 'language', 'channel'),
  );
  t.deepEqual(kept, [{ sha256: Buffer.from(sha256, 'hex'), language: 'ar', channel: 'email' }]);
});

test('what a form asks for is said: everything is chosen, an empty list is nothing', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const make = (more: object) => tenant.call('POST', '/forms', { ...WINE, ...more });
  const refused = { status: 422, body: { errors: [{ path: 'purposes' }] } };
  t.like(await make({ asks: 'named', purposes: [] }), refused);
  t.like(await make({ asks: 'every_marketing' }), refused);
  t.like(
    await tenant.call('POST', '/forms/preview', { asks: 'named', purposes: [], channel: 'email', language: 'en' }),
    refused,
  ); // prettier-ignore

  t.like(await make({ purposes: [] }), refused);
  const seen = { purposes: [], channel: 'email', language: 'en' };
  t.like(await tenant.call('POST', '/forms/preview', seen), refused);

  // Callers from before this choice existed name nothing at all.
  const { body: old } = await make({ slug: 'old', purposes: undefined });
  t.like(old, { asks: 'every_marketing', purposes: [] });
  const { body: form } = await make({});
  t.like(form, { asks: 'named', purposes: ['marketing'] });

  const path = `/forms/${form.id}`;
  t.like(await tenant.call('PATCH', path, { asks: 'named', purposes: [] }), refused);
  t.like(await tenant.call('PATCH', path, { purposes: [] }), refused);
  t.like(await tenant.call('PATCH', `/forms/${old.id}`, { purposes: [] }), refused);
  t.like(await tenant.call('PATCH', `/forms/${old.id}`, { asks: 'named' }), refused);
  t.like((await tenant.call('PATCH', path, { color: '#ffcc00' })).body, {
    asks: 'named',
    purposes: ['marketing'],
  });
  t.like((await tenant.call('PATCH', path, { asks: 'every_marketing' })).body, {
    asks: 'every_marketing',
    purposes: [],
  });
  const boxes = async (id: string) =>
    ((await tenant.call('GET', `/forms/${id}/embed`)).body.html.match(/name="purposes"/g) ?? [])
      .length;
  t.is((await tenant.call('POST', '/purposes', { key: 'events', name: 'Events', category: 'marketing' })).status, 201); // prettier-ignore
  t.is((await tenant.call('PATCH', path, { asks: 'named', purposes: ['events'] })).status, 200);
  t.is(await boxes(form.id), 1);
  t.true((await boxes(old.id)) >= 2, 'also one that was added later');
});
