import test from 'ava';
import { grantConsent } from '../_support/consent.ts';
import { testApi, type TestTenant } from '../_support/api.ts';

const contact = async (tenant: TestTenant, email: string): Promise<string> =>
  (await tenant.call('POST', '/contacts', { email })).body.id;
const hold = (tenant: TestTenant, body: object) =>
  tenant.call('POST', '/legal-holds', { reason: 'Case 17 C 4711/26', ...body });

test('a contact on hold cannot be deleted; once released it can', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const id = await contact(tenant, 'ann@example.com');
  const placed = await hold(tenant, { scope: 'contact', contact_id: id });
  t.is(placed.status, 201);
  t.like(placed.body, {
    scope: 'contact',
    in_force: true,
    contact_id: id,
    reason: 'Case 17 C 4711/26',
  });

  const refused = await tenant.call('DELETE', `/contacts/${id}`);
  t.like(refused, { status: 409 });
  t.like(refused.body, { reason: 'on_hold', holds: [placed.body.id] });
  t.is((await tenant.call('GET', `/contacts/${id}`)).status, 200);

  const released = await tenant.call('POST', `/legal-holds/${placed.body.id}/release`, {
    reason: 'The case was settled',
  });
  t.like(released.body, { in_force: false, release_reason: 'The case was settled' });
  t.is((await tenant.call('DELETE', `/contacts/${id}`)).status, 204);
  t.is((await tenant.call('POST', `/legal-holds/${placed.body.id}/release`, { reason: 'again, please' })).status, 409); // prettier-ignore
});

test('a hold on everything keeps everybody, one on an address its contact, another one nobody else', async (t) => {
  const api = await testApi(t);
  const [tenant, other] = [await api.tenant(), await api.tenant()];
  const ann = await contact(tenant, 'ann@example.com');
  const ben = await contact(tenant, 'ben@example.com');
  const theirs = await contact(other, 'ann@example.com');
  t.is((await hold(tenant, { scope: 'contact', email: 'Ann@Example.com' })).body.contact_id, ann);
  t.is((await tenant.call('DELETE', `/contacts/${ann}`)).status, 409);
  t.is((await tenant.call('DELETE', `/contacts/${ben}`)).status, 204);
  t.is((await other.call('DELETE', `/contacts/${theirs}`)).status, 204);

  const eve = await contact(tenant, 'eve@example.com');
  await hold(tenant, { scope: 'tenant' });
  t.is((await tenant.call('DELETE', `/contacts/${eve}`)).status, 409);
});

test('a hold on an address names the contact who has or had it, and a contact every hold that keeps it', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const early = (await hold(tenant, { scope: 'contact', email: 'ann@example.com' })).body;
  t.like(early, { contact_id: null, name: null });
  const ann = await contact(tenant, 'ann@example.com');
  const ben = await contact(tenant, 'ben@example.com');
  const own = (await hold(tenant, { scope: 'contact', contact_id: ben })).body;
  const listed = (await tenant.call('GET', '/legal-holds')).body.data;
  t.like(listed[1], { id: early.id, contact_id: ann, name: 'a•••@example.com' });
  const one = (await tenant.call('GET', `/legal-holds/${early.id}`)).body;
  t.like(one, { contact_id: ann, name: 'a•••@example.com' });

  const keeping = async (id: string) =>
    (await tenant.call('GET', `/legal-holds?keeps_contact_id=${id}`)).body.data.map(
      (found: { id: string }) => found.id,
    );
  t.deepEqual(await keeping(ann), [early.id]);
  t.deepEqual(await keeping(ben), [own.id]);
  const all = (await hold(tenant, { scope: 'tenant' })).body;
  t.deepEqual(await keeping(ann), [all.id, early.id]);
  for (const { id } of [all, early]) {
    await tenant.call('POST', `/legal-holds/${id}/release`, { reason: 'It was settled' });
  }
  t.deepEqual(await keeping(ann), []);
});

test('a withdrawal has effect under a hold', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const id = await contact(tenant, 'ann@example.com');
  await grantConsent(api.services, tenant.context, {
    channel: 'email',
    address: 'ann@example.com',
    purpose: 'marketing',
  });
  await hold(tenant, { scope: 'contact', contact_id: id });
  const out = await tenant.call('POST', '/consents/opt-out', { contact_id: id, channel: 'email' });
  t.is(out.status, 202);
  const { body } = await tenant.call('GET', `/consents?contact_id=${id}`);
  t.true(body.data.every((one: { state: string }) => one.state === 'withdrawn'));
});

test('what a hold is on must be there, and it says why', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const wrong: [object, string][] = [
    [{ scope: 'contact', contact_id: '01900000-0000-7000-8000-000000000001' }, 'contact_id'],
    [{ scope: 'campaign', campaign_id: '01900000-0000-7000-8000-000000000001' }, 'campaign_id'],
    [{ scope: 'contact', email: 'no address' }, 'email'],
    [{ scope: 'contact' }, 'contact_id'],
    [{ scope: 'tenant', reason: '' }, 'reason'],
  ];
  for (const [body, path] of wrong) {
    const answer = await hold(tenant, body);
    t.is(answer.status, 422, JSON.stringify(body));
    t.is(answer.body.errors[0].path, path);
  }
  t.is((await tenant.call('GET', '/legal-holds')).body.data.length, 0);
});

test('placing and releasing are in the audit, the reason is not', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const { body } = await hold(tenant, { scope: 'tenant', reason: 'A letter of Mr Secret' });
  await tenant.call('POST', `/legal-holds/${body.id}/release`, { reason: 'Mr Secret agreed' });
  const audit = await tenant.call('GET', `/audit?entity_type=hold&entity_id=${body.id}`);
  t.deepEqual(audit.body.data.map((row: { action: string }) => row.action), ['hold.released', 'hold.placed']); // prettier-ignore
  t.false(JSON.stringify(audit.body).includes('Secret'));
});

test('a hold on an address is on whoever has it, also a contact that is created later', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const placed = await hold(tenant, { scope: 'contact', email: 'later@example.com' });
  t.is(placed.body.contact_id, null);
  const id = await contact(tenant, 'later@example.com');
  t.like((await tenant.call('DELETE', `/contacts/${id}`)).body, { reason: 'on_hold' });
  const listed = await tenant.call('GET', `/legal-holds?contact_id=${id}`);
  t.deepEqual(listed.body.data.map((one: { id: string }) => one.id), [placed.body.id]); // prettier-ignore
  const other = await contact(tenant, 'other@example.com');
  t.is((await tenant.call('GET', `/legal-holds?contact_id=${other}`)).body.data.length, 0);
  t.is((await tenant.call('DELETE', `/contacts/${other}`)).status, 204);
});

test('a contact on hold cannot be emptied: a change may add, and neither replace nor remove', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const made = await tenant.call('POST', '/contacts', {
    email: 'held@example.com', name: 'Held', tags: ['a', 'b'], fields: { x: 'y' }, locale: 'de',
  }); // prettier-ignore
  const { id } = made.body;
  const placed = await hold(tenant, { scope: 'contact', contact_id: id });
  const change = (patch: object) => tenant.call('PATCH', `/contacts/${id}`, patch);
  for (const patch of [
    { email: 'new@example.com' },
    { email: null, phone: '+4915112345678' },
    { name: null },
    { name: 'Other' },
    { fields: { x: null } },
    { fields: { x: 'z' } },
    { locale: null },
    { tags: ['a'] },
  ]) {
    const refused = await change(patch);
    t.like(refused.body, { status: 409, reason: 'on_hold' }, JSON.stringify(patch));
  }
  const untagged = await tenant.call('POST', '/contacts/bulk', { ids: [id], remove_tags: ['a'] });
  t.is(untagged.status, 409);
  t.is((await change({ phone: '+4915112345678', tags: ['a', 'b', 'c'], fields: { n: 1 } })).status, 200); // prettier-ignore
  t.is((await change({ name: 'Held' })).status, 200, 'the same again');
  await tenant.call('POST', `/legal-holds/${placed.body.id}/release`, { reason: 'Settled now' });
  t.is((await change({ name: null })).status, 200);
});

test('a release says why in letters that can be read', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const { body } = await hold(tenant, { scope: 'tenant' });
  const reason = '\u200b'.repeat(5);
  const answer = await tenant.call('POST', `/legal-holds/${body.id}/release`, { reason });
  t.is(answer.status, 422);
  t.is(answer.body.errors[0].path, 'reason');
});
