import test from 'ava';
import { testApi } from '../_support/api.ts';

test('a contact is made, found by name in any case and accents, changed and removed', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const made = await tenant.call('POST', '/contacts', {
    email: 'Jose.Nunez@Example.com',
    phone: '(201) 555-0123',
    name: 'José Núñez',
    locale: 'es',
    time_zone: 'America/New_York',
    tags: ['vip', 'vip', 'news'],
    fields: { city: 'Hoboken' },
  });
  t.like(made, {
    status: 201,
    body: {
      email: 'j•••@example.com',
      phone: '+1•••••123',
      name: 'J••• N•••',
      tags: ['vip', 'news'],
      fields: { city: '•••' },
    },
  });
  const { id } = made.body;
  for (const q of ['jose', 'NUÑ', 'nunez jos', 'jose.nunez@example.com', '201 555 0123']) {
    const found = await tenant.call('GET', `/contacts?q=${encodeURIComponent(q)}`);
    t.is(found.body.data[0]?.id, id, q);
  }
  t.is((await tenant.call('GET', '/contacts?q=maria')).body.data.length, 0);
  const changed = await tenant.call('PATCH', `/contacts/${id}`, { name: 'José Ruiz', phone: null });
  t.like(changed.body, { name: 'J••• R•••', phone: null });
  const seen = await tenant.call('GET', `/contacts/${id}?reveal=true`);
  t.like(seen.body, {
    name: 'José Ruiz',
    email: 'jose.nunez@example.com',
    fields: { city: 'Hoboken' },
  });
  const timeline = await tenant.call('GET', `/contacts/${id}/timeline`);
  t.deepEqual(
    timeline.body.data.map((e: { type: string }) => e.type),
    ['contact.revealed', 'contact.updated', 'contact.created'],
  );
  t.is((await tenant.call('DELETE', `/contacts/${id}`)).status, 204);
  t.is((await tenant.call('GET', `/contacts/${id}`)).status, 404);
});

test('an address belongs to one contact', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const first = await tenant.call('POST', '/contacts', { email: 'a@example.com' });
  const second = await tenant.call('POST', '/contacts', { email: 'A@Example.com' });
  t.like(second, { status: 409, body: { contact_id: first.body.id } });
});

test('a masked value sent back is refused, not stored', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const { body } = await tenant.call('POST', '/contacts', { email: 'a@example.com' });
  const answer = await tenant.call('PATCH', `/contacts/${body.id}`, { email: body.email });
  t.like(answer, { status: 422 });
  t.is(answer.body.errors[0].path, 'email');
});

test('pages follow one another without gap or repeat', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  for (let i = 0; i < 7; i++)
    await tenant.call('POST', '/contacts', { email: `p${i}@example.com` });
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: any = await tenant.call('GET', `/contacts?limit=3${cursor && `&cursor=${cursor}`}`); // oxlint-disable-line typescript/no-explicit-any -- came over the wire
    seen.push(...page.body.data.map((c: { id: string }) => c.id));
    cursor = page.body.next_cursor;
  }
  t.is(new Set(seen).size, 7);
  t.is(seen.length, 7);
});

test('bad fields are named', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const cases: [object, string][] = [
    [{}, 'email'],
    [{ email: 'nobody' }, 'email'],
    [{ phone: '12' }, 'phone'],
    [{ email: 'a@example.com', time_zone: 'Mars/Base' }, 'time_zone'],
    [{ email: 'a@example.com', tags: ['a,b'] }, 'tags.0'],
    [{ email: 'a@example.com', fields: { Bad: 1 } }, 'fields.Bad'],
    [{ email: 'a@example.com', colour: 'red' }, 'colour'],
  ];
  for (const [body, path] of cases) {
    const answer = await tenant.call('POST', '/contacts', body);
    t.is(answer.status, 422, path);
    t.is(answer.body.errors[0].path, path);
  }
});

test('many contacts are tagged at once, all or none, and once is enough', async (t) => {
  const api = await testApi(t);
  const [tenant, stranger] = [await api.tenant(), await api.tenant()];
  const make = async (who: typeof tenant, email: string, tags: string[]): Promise<string> =>
    (await who.call('POST', '/contacts', { email, tags })).body.id;
  const a = await make(tenant, 'a@example.com', ['old', 'vip']);
  const b = await make(tenant, 'b@example.com', ['old']);
  const full = await make(
    tenant,
    'c@example.com',
    Array.from({ length: 50 }, (_, i) => `t${i}`),
  );
  const theirs = await make(stranger, 'd@example.com', []);
  const tagsOf = async (id: string) => (await tenant.call('GET', `/contacts/${id}`)).body.tags;
  const bulk = (body: object) => tenant.call('POST', '/contacts/bulk', body);

  const body = { ids: [a, b, a], add_tags: ['vip', 'new', 'a b'], remove_tags: ['old', 'gone'] };
  t.like(await bulk(body), { status: 200, body: { changed: 2, unchanged: 0 } });
  t.deepEqual(await tagsOf(a), ['vip', 'new', 'a b']);
  t.deepEqual(await tagsOf(b), ['vip', 'new', 'a b']);
  t.deepEqual((await bulk(body)).body, { changed: 0, unchanged: 2 });
  const timeline = await tenant.call('GET', `/contacts/${a}/timeline`);
  t.deepEqual(
    timeline.body.data.map((e: { type: string }) => e.type),
    ['contact.updated', 'contact.created'],
  );

  const missing = await bulk({ ids: [a, theirs], add_tags: ['x'] });
  t.like(missing, { status: 422 });
  t.deepEqual(missing.body.errors, [{ path: 'ids.1', message: 'is not one of your contacts' }]);
  const tooMany = await bulk({ ids: [full, a], add_tags: ['x'] });
  t.like(tooMany, { status: 422 });
  t.is(tooMany.body.errors[0].path, 'ids.0');
  t.deepEqual(await tagsOf(a), ['vip', 'new', 'a b'], 'all or none');
  t.like(await bulk({ ids: [full], add_tags: ['x'], remove_tags: ['t0'] }), { status: 200 });

  for (const [wrong, path] of [
    [{ ids: [a] }, 'add_tags'],
    [{ ids: [a], add_tags: ['x'], remove_tags: ['x'] }, 'remove_tags'],
    [{ ids: [], add_tags: ['x'] }, 'ids'],
    [{ ids: ['a'], add_tags: ['x'] }, 'ids.0'],
  ] as const) {
    const answer = await bulk(wrong);
    t.is(answer.status, 422, path);
    t.is(answer.body.errors[0].path, path);
  }
});

test('two who tag the same people at once both get what they want', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const ids: string[] = [];
  for (let i = 0; i < 5; i++)
    ids.push((await tenant.call('POST', '/contacts', { email: `p${i}@example.com` })).body.id);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      tenant.call('POST', '/contacts/bulk', {
        ids: i % 2 ? ids : ids.toReversed(),
        add_tags: [`tag${i}`],
      }),
    ),
  );
  t.true(answers.every((a) => a.body.changed === 5));
  const { body } = await tenant.call('GET', `/contacts/${ids[0]}`);
  t.deepEqual(
    body.tags.toSorted(),
    Array.from({ length: 8 }, (_, i) => `tag${i}`),
  );
});

test('what a person said outlives the contact and belongs to the address', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const add = async (email: string) => (await tenant.call('POST', '/contacts', { email })).body.id;
  const states = async (id: string) => {
    const { body } = await tenant.call('GET', `/consents?contact_id=${id}`);
    return body.data.map((c: { status?: string; state?: string }) => c.state ?? c.status);
  };
  const id = await add('ann@example.com');
  const out = { contact_id: id, channel: 'email', purpose: 'marketing' };
  t.true((await tenant.call('POST', '/consents/opt-out', out)).status < 300);
  t.deepEqual(await states(id), ['withdrawn']);

  await tenant.call('PATCH', `/contacts/${id}`, { email: 'ann.new@example.com' });
  const other = await add('ann@example.com');
  const send = async (contact_id: string) => {
    const { body } = await tenant.call('POST', '/messages/send_with_consent', {
      ...out,
      contact_id,
      template: { subject: 'News', body: '<a href="{{ unsubscribe_url }}">Stop</a>' },
    });
    return body.decision ?? body;
  };
  t.like(await send(id), { outcome: 'refused', reason: 'no_consent' });
  t.like(await send(other), { outcome: 'refused', reason: 'withdrawn' });

  t.is((await tenant.call('DELETE', `/contacts/${other}`)).status, 204);
  const back = await add('ann@example.com');
  t.like(await send(back), { outcome: 'refused', reason: 'withdrawn' });
});

test('a contact has a country of its own, else that of the number', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const make = async (body: object) => (await tenant.call('POST', '/contacts', body)).body;
  t.is((await make({ email: 'ann@example.com', country: 'Deutschland' })).country, 'DE');
  const { id, country } = await make({ phone: '+4915112345678', country: 'AT' });
  t.is(country, 'AT');
  const change = async (body: object) => (await tenant.call('PATCH', `/contacts/${id}`, body)).body;
  t.is((await change({ name: 'Ben' })).country, 'AT');
  t.is((await change({ country: null })).country, 'DE');
  t.is((await change({ country: 'FR' })).country, 'FR');
  t.is((await change({ phone: '+12015550144' })).country, 'US');
  const wrong = await tenant.call('POST', '/contacts', {
    email: 'x@example.com',
    country: 'Narnia',
  });
  t.is(wrong.status, 422);
  t.is(wrong.body.errors[0].path, 'country');

  const hold = { scope: 'contact', contact_id: id, reason: 'Case 17 C 4711/26' };
  await tenant.call('POST', '/legal-holds', hold);
  t.is((await tenant.call('PATCH', `/contacts/${id}`, { country: 'FR' })).status, 409);
});
