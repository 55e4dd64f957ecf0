import test from 'ava';
import { noProcesses } from '../_support/services.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { grantConsent, stopConsent, type Person } from '../_support/consent.ts';
import { someone } from '../_support/twilio.ts';

const amina: Person = { channel: 'email', address: 'amina@example.com', purpose: 'marketing' };
const PROMO = {
  subject: 'Hello',
  body: '<p>Hi {{ contact.first_name | default: "there" }}, {{ variables.offer }}</p><a href="{{ unsubscribe_url }}">Unsubscribe</a>',
};
const send = (tenant: TestTenant, more: object = {}, headers: Record<string, string> = {}) =>
  tenant.call(
    'POST',
    '/messages/send_with_consent',
    {
      email: amina.address,
      channel: 'email',
      purpose: 'marketing',
      template: PROMO,
      variables: { offer: '10 % off' },
      if_no_consent: 'refuse',
      ...more,
    },
    headers,
  );

test('with consent a message is sent, and says which consent event allows it', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { contactId, eventId } = await grantConsent(api.services, tenant.context, amina);
  const { status, body } = await send(tenant);
  t.is(status, 202);
  t.like(body, {
    status: 'queued',
    decision: { outcome: 'sending', reason: 'granted', consent_event_id: eventId },
    contact_id: contactId,
    to: 'a•••@example.com',
    purpose: 'marketing',
  });
  t.truthy(body.decision.consent_id);
  t.is(body.content, undefined);
  const read = await tenant.call('GET', `/messages/${body.id}`);
  t.deepEqual(
    read.body.events.map((e: { type: string }) => e.type),
    ['decided'],
  );
});

test('without consent it is refused, and nobody is made a contact for it', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const { status, body } = await send(tenant);
  t.is(status, 202);
  t.like(body, { status: 'refused', decision: { outcome: 'refused', reason: 'no_consent' } });
  t.is(body.contact_id, null);
});

test('who withdrew, or whose consent ended, or who is blocked, is refused with that reason', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { services } = api;
  await grantConsent(services, tenant.context, amina);
  await stopConsent(services, tenant.context, amina);
  for (const if_no_consent of ['refuse', 'request']) {
    const { body } = await send(tenant, { if_no_consent });
    t.like(body, { status: 'refused', decision: { outcome: 'refused', reason: 'withdrawn' } });
  }
  const bruno = { ...amina, address: 'bruno@example.com' };
  await grantConsent(services, tenant.context, bruno);
  await services.db.withTenant(tenant.context, (trx) =>
    trx.raw(`update consents set expires_at = now() - interval '1 day' where state = 'granted'`),
  );
  t.is((await send(tenant, { email: bruno.address })).body.decision.reason, 'expired');
  const carla = { ...amina, address: 'carla@example.com' };
  const { contactId } = await grantConsent(services, tenant.context, carla);
  await services.db.withTenant(tenant.context, (trx) =>
    trx.raw(
      `insert into suppressions (tenant_id, channel, address_bidx, reason)
       select tenant_id, channel, address_bidx, 'complaint' from consents where contact_id = ?`,
      [contactId],
    ),
  );
  t.is((await send(tenant, { email: carla.address })).body.decision.reason, 'suppressed_complaint');
  const { decision } = (await send(api.as(tenant, ['messages:send']), { email: carla.address }))
    .body;
  t.like(decision, { reason: 'suppressed', consent_id: null, consent_event_id: null });
});

test('asking first: the person is invited, the message waits and keeps its words', async (t) => {
  const started: string[] = [];
  const api = await testApi(t, {
    processes: {
      ...noProcesses,
      start: async (type, workflowId) => void started.push(`${type} ${workflowId}`),
    },
  });
  const tenant = await api.tenant();
  const { body } = await send(tenant, { if_no_consent: 'request' });
  t.like(body, {
    status: 'awaiting_consent',
    decision: { outcome: 'awaiting_consent', reason: 'pending' },
  });
  t.is(body.workflow_id, `message:${tenant.context.tenantId}:${body.id}`);
  t.true(started.includes(`message ${body.workflow_id}`));
  t.is(started.filter((s) => s.startsWith('opt-in')).length, 1, 'it sends the code');
  const consent = await tenant.call('GET', `/consents/${body.decision.consent_id}`);
  t.is(consent.body.state, 'pending');
  const verification = await tenant.call('GET', `/verifications/${body.decision.verification_id}`);
  t.like(verification.body, { status: 'pending', channel: 'email' });

  const second = await send(tenant, { if_no_consent: 'request' });
  t.is(second.body.status, 'awaiting_consent');
  t.is(started.filter((s) => s.startsWith('opt-in')).length, 1, 'nobody is asked twice');
});

test('the same Idempotency-Key sends once', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await grantConsent(api.services, tenant.context, amina);
  const [first, ...more] = await Promise.all(
    Array.from({ length: 4 }, () => send(tenant, {}, { 'idempotency-key': 'order-7' })),
  );
  const again = await send(tenant, {}, { 'idempotency-key': 'order-7' });
  t.is(again.headers.get('idempotent-replayed'), 'true');
  const ids = new Set([first, ...more, again].flatMap((a) => (a?.status === 202 ? a.body.id : [])));
  t.is(ids.size, 1);
  t.is((await tenant.call('GET', '/messages')).body.data.length, 1);
});

test('what was sent can be shown again to those who may see it, and that is audited', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await grantConsent(api.services, tenant.context, amina);
  const { body: sent } = await send(tenant);
  const { body } = await tenant.call('GET', `/messages/${sent.id}?reveal=true`);
  t.is(body.to, 'amina@example.com');
  t.regex(body.content.text, /10 % off/);
  t.regex(body.content.html, /\/u\/[\w-]{40,}/);
  const rows = await api.services.db.withTenant(tenant.context, (trx) =>
    trx('audit_log').where({ action: 'message.revealed', entity_id: sent.id }),
  );
  t.is(rows.length, 1);
});

test('a wrong text, template or variable is an error of its field, before anything is decided', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await grantConsent(api.services, tenant.context, amina);
  const paths = async (more: object): Promise<string[]> => {
    const answer = await send(tenant, more);
    t.is(answer.status, 422, JSON.stringify(answer.body));
    return answer.body.errors.map((e: { path: string }) => e.path);
  };
  t.deepEqual(await paths({ variables: {} }), ['variables.offer']);
  t.deepEqual(await paths({ template: { subject: 'S', body: 'no way out <!--' } }), [
    'template.body',
  ]);
  t.deepEqual(await paths({ template: 'No such template' }), ['template']);
  t.deepEqual(await paths({ purpose: 'nonsense' }), ['purpose']);
  t.deepEqual(await paths({ email: 'not an address' }), ['email']);
  t.deepEqual(await paths({ phone: '+12015550123' }), ['contact_id']);
  const other = await api.tenant();
  const { body: theirs } = await other.call('GET', '/templates?channel=email');
  t.deepEqual(await paths({ template: undefined, template_id: theirs.data[0].id }), [
    'template_id',
  ]);
  t.deepEqual(await paths({ template_id: theirs.data[0].id }), ['template_id'], 'not both');
  t.is((await tenant.call('GET', '/messages')).body.data.length, 0);
});

test('a template can be named, and lists filter by what is asked', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await grantConsent(api.services, tenant.context, { ...amina, purpose: 'service' });
  const sent = await send(tenant, {
    purpose: 'service',
    template: 'Service message',
    variables: { message: 'Your parcel is here.' },
  });
  t.is(sent.body.status, 'queued');
  t.truthy(sent.body.template_id);
  await send(tenant);
  const count = async (query: string): Promise<number> =>
    (await tenant.call('GET', `/messages?${query}`)).body.data.length;
  t.is(await count('status=queued'), 1);
  t.is(await count('status=refused&purpose=marketing'), 1);
  t.is(await count('channel=sms'), 0);
  t.is(await count(`contact_id=${sent.body.contact_id}`), 2);
  const page = await tenant.call('GET', '/messages?limit=1');
  t.is((await tenant.call('GET', `/messages?cursor=${page.body.next_cursor}`)).body.data.length, 1);
});

test('a test rests on a consent of the class of its text, and has the person’s own values', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const defaults = async (channel: string, category: string) => {
    const path = `/templates?channel=${channel}&category=${category}`;
    const { data } = (await tenant.call('GET', path)).body;
    return data.find((row: { is_default: boolean }) => row.is_default).id;
  };
  const said = async (id: string) =>
    (await tenant.call('GET', `/messages/${id}?reveal=true`)).body.content;
  const phone = someone();
  await tenant.call('POST', '/contacts', { email: amina.address, phone: phone.address, name: 'Ola Berg' }); // prettier-ignore
  for (const person of [amina, phone]) {
    const { channel, address: to } = person;
    const promotional = await defaults(channel, 'promotional');
    const transactional = await defaults(channel, 'transactional');
    const send = (template: string) =>
      tenant.call('POST', `/templates/${template}/test-send`, { to, variables: { message: 'M' } });
    t.is((await send(promotional)).status, 409);

    await grantConsent(api.services, tenant.context, { ...person, purpose: 'service' });
    const refused = await send(promotional);
    t.is(refused.status, 409);
    t.regex(refused.body.detail, /has not agreed to a marketing purpose/);
    const service = await send(transactional);
    t.like(service, { status: 202, body: { purpose: 'service' } });
    t.regex((await said(service.body.id)).text, channel === 'email' ? /Ola/ : /^\[Test\] /);

    await grantConsent(api.services, tenant.context, { ...person, purpose: 'marketing' });
    const sent = await send(promotional);
    t.like(sent, { status: 202, body: { decision: { outcome: 'sending' }, purpose: 'marketing' } });
    const { subject, text } = await said(sent.body.id);
    if (channel === 'email') t.is(subject, '[Test] News from Test organisation');
    if (channel === 'email') t.regex(text, /Ola[^]+agreed to News and offers[^]+\/u\/[\w-]{40}/);
    t.notRegex(text, /Amina/);
    await tenant.call('POST', '/consents/opt-out', { [channel === 'sms' ? 'phone' : 'email']: to, channel, purpose: 'service', source: 'api' }); // prettier-ignore
  }
  const template = await defaults('email', 'promotional');
  t.is((await tenant.call('POST', `/templates/${template}/test-send`, { to: 'nonsense' })).status, 422); // prettier-ignore
});

test('a promotional template is sent for marketing only, by every way', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body: made } = await tenant.call('POST', '/templates', {
    name: 'Offer', channel: 'email', category: 'promotional', subject: 'S', body: 'Buy',
  }); // prettier-ignore
  for (const purpose of ['service', 'marketing']) {
    await grantConsent(api.services, tenant.context, { ...amina, purpose });
  }
  const send = (more: object) =>
    tenant.call('POST', '/messages/send_with_consent', { email: amina.address, channel: 'email', ...more }); // prettier-ignore
  const refused = (answer: { status: number; body: unknown }, path: string) => {
    t.like(answer, { status: 422, body: { errors: [{ path }] } });
    t.regex(JSON.stringify(answer.body), /may only be sent for a marketing purpose/);
  };
  refused(await send({ purpose: 'service', template_id: made.id }), 'template_id');
  refused(await send({ purpose: 'service', template: 'Offer' }), 'template');
  const first = { channel: 'sms', phone: someone().address, purpose: 'service', template: { body: 'Hi' } }; // prettier-ignore
  const fallback = { channel: 'email', email: amina.address, template_id: made.id };
  const both = await tenant.call('POST', '/messages/send_with_consent', { ...first, fallback });
  refused(both, 'fallback.template_id');
  t.is((await send({ purpose: 'marketing', template_id: made.id })).status, 202);
  const campaign = {
    name: 'C',
    channel: 'email',
    template_id: made.id,
    audience: { everyone: true },
  };
  await tenant.call('POST', '/contacts', { email: amina.address });
  for (const [purpose, ready] of [
    ['service', false],
    ['marketing', true],
  ] as const) {
    const { body } = await tenant.call('POST', '/campaigns', {
      ...campaign,
      name: purpose,
      purpose,
    });
    const checks = (await tenant.call('GET', `/campaigns/${body.id}/checks`)).body;
    t.is(checks.ready, ready, JSON.stringify(checks));
    if (!ready) t.is((await tenant.call('POST', `/campaigns/${body.id}/schedule`, {})).status, 422);
  }
  const seen = await tenant.call('POST', `/templates/${made.id}/preview`, { purpose: 'service' });
  t.like(seen.body.errors[0], { path: 'purpose' });
});
