import test from 'ava';
import { createSendTogether } from '#domain/messaging/send-together.ts';
import { sendRequest } from '#domain/messaging/contract.ts';
import { testApi, type Answer, type TestApi, type TestTenant } from '../_support/api.ts';
import { grantConsent, stopConsent, type Person } from '../_support/consent.ts';

const person = (name: string): Person => ({
  channel: 'email',
  address: `${name}@example.com`,
  purpose: 'service',
});
const words = { subject: 'Order {{ order }}', body: '<p>Order {{ order }} is ready</p>' };
const request = (more: object) => ({
  channel: 'email',
  purpose: 'service',
  template: words,
  variables: { order: '1' },
  ...more,
});
const send = (tenant: TestTenant, more: object, key?: string): Promise<Answer> =>
  tenant.call(
    'POST',
    '/messages/send_with_consent',
    request(more),
    key ? { 'idempotency-key': key } : {},
  );
const rowsOf = (api: TestApi, tenant: TestTenant, table: string): Promise<object[]> =>
  api.services.db.withTenant(tenant.context, (trx) => trx(table));

test('what is answered is what is read afterwards, sent or refused', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { contactId } = await grantConsent(api.services, tenant.context, person('amina'));
  const template = await tenant.call('POST', '/templates', {
    name: 'Order',
    category: 'transactional',
    channel: 'email',
    ...words,
  });
  for (const more of [
    { email: 'amina@example.com' },
    { contact_id: contactId },
    { email: ' AMINA@Example.com', template: undefined, template_id: template.body.id },
    { email: 'amina@example.com', template: 'Order' },
    { email: 'stranger@example.com' },
  ]) {
    const { status, body } = await send(tenant, more);
    t.is(status, 202);
    const read = await tenant.call('GET', `/messages/${body.id}`);
    t.deepEqual(read.body, body);
  }
});

test('of calls that come together each has its own answer: sent, refused, asked, or what is wrong', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  for (const name of ['amina', 'bruno', 'carla']) {
    await grantConsent(api.services, tenant.context, person(name));
  }
  await stopConsent(api.services, tenant.context, person('carla'));
  const calls = [
    [{ email: 'amina@example.com' }, 202, 'queued'],
    [{ email: 'bruno@example.com', template: { subject: 'S', body: '{{ missing }}' } }, 422],
    [{ email: 'bruno@example.com' }, 202, 'queued'],
    [{ email: 'carla@example.com' }, 202, 'refused'],
    [{ email: 'dora@example.com', if_no_consent: 'request' }, 202, 'awaiting_consent'],
    [{ email: 'no address' }, 422],
    [{ email: 'bruno@example.com', purpose: 'unheard_of' }, 422],
    [{ email: 'bruno@example.com', template: 'No such text' }, 422],
    [{ contact_id: '0198f0a0-0000-7000-8000-000000000000' }, 404],
    [{ email: 'bruno@example.com', order: '7' }, 422],
  ] as const;
  const answers = await Promise.all(calls.map(([more], i) => send(tenant, more, `call-${i}`)));
  t.deepEqual(
    answers.map(({ status, body }) => [status, ...(status === 202 ? [body.status] : [])]),
    calls.map(([, ...expected]) => [...expected]),
  );
  const again = await Promise.all(calls.map(([more], i) => send(tenant, more, `call-${i}`)));
  for (const [i, { status, body, headers }] of again.entries()) {
    if (status !== 202) continue;
    t.is(headers.get('idempotent-replayed'), 'true');
    t.deepEqual(body, answers[i]?.body);
  }
  t.is((await rowsOf(api, tenant, 'messages')).length, 4);
  t.is((await rowsOf(api, tenant, 'idempotency_keys')).length, 4, 'a failure frees its key');
});

test('many at once, with repeats among them: each key once, each with its ledger row, event and audit', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const names = Array.from({ length: 40 }, (_, i) => `person${i}`);
  for (const name of names.slice(0, 10)) {
    await grantConsent(api.services, tenant.context, person(name));
  }
  const calls = names.flatMap((_, i) => {
    const more = { email: `person${i % 10}@example.com`, variables: { order: String(i) } };
    return [0, 1].map(() => send(tenant, more, `order-${i}`));
  });
  const answers = await Promise.all(calls);
  t.true(answers.every(({ status }) => status === 202 || status === 409));
  const ids = new Set(answers.flatMap(({ status, body }) => (status === 202 ? [body.id] : [])));
  t.is(ids.size, 40);
  t.is((await rowsOf(api, tenant, 'messages')).length, 40);
  t.is((await rowsOf(api, tenant, 'outbox')).length, 40);
  const events = await api.services.db.withTenant(tenant.context, (trx) =>
    trx('audit_log').where({ action: 'message.decided' }),
  );
  t.is(events.length, 40);
  const other = await send(tenant, { email: 'person1@example.com', variables: { order: 'x' } }, 'order-1'); // prettier-ignore
  t.is(other.status, 422, 'the same key for another request');
});

test('nobody waits for a consent that is being changed, and who asks for it waits and obeys', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { services } = api;
  for (const name of ['amina', 'bruno']) {
    await grantConsent(services, tenant.context, person(name));
  }
  let asked: Promise<Answer> | undefined;
  await services.db.withTenant(tenant.context, async (trx) => {
    const amina = await trx('consents').orderBy('created_at').first('id').forUpdate();
    asked = send(tenant, { email: 'amina@example.com' }, 'amina');
    t.is((await send(tenant, { email: 'bruno@example.com' }, 'bruno')).body.status, 'queued');
    // What a withdrawal does to the projection, before it is committed.
    await trx('consents').where(amina).update({ state: 'withdrawn' });
  });
  t.like((await asked)?.body, { status: 'refused', decision: { reason: 'withdrawn' } });
});

test('one that the database refuses does not take the others with it', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await grantConsent(api.services, tenant.context, person('amina'));
  const together = createSendTogether(api.services);
  const input = sendRequest.parse(request({ email: 'amina@example.com' }));
  const bad = {
    ctx: { ...tenant.context, actor: { type: 'user' as const, id: 'broken \0 text' } },
    input,
    keep: null,
  };
  const good = { ctx: tenant.context, input, keep: null };
  const [, first, second] = await Promise.all([together(good), together(good), together(bad)]);
  t.is(first, null, 'done by itself afterwards');
  t.is(second, null);
  t.is((await rowsOf(api, tenant, 'messages')).length, 1);
  t.is((await together(good))?.status, 'queued');
});
