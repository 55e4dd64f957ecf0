import test, { type ExecutionContext } from 'ava';
import { PERMISSIONS, type Permission } from '#domain/permissions.ts';
import { newId } from '#lib/ids.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';

/*
 * No permission reveals what another one is needed for: a matrix of keys that lack one permission, or have only a few,
 * over the operations whose answers are computed from what it protects.
 */

const without = (...taken: Permission[]): Permission[] =>
  PERMISSIONS.filter((one) => !taken.includes(one));

const EMAIL = 'blocked@example.com';
const TEXT = { subject: 'Hello', body: '<p>Hello</p>' };

type Call = TestTenant['call'];
type Blocked = { owner: TestTenant; messageId: string; campaignId: string };

/** Each answer about somebody whose address is blocked after a complaint. */
const ABOUT_A_BLOCK: readonly (readonly [
  name: string,
  ask: (call: Call, of: Blocked) => ReturnType<Call>,
])[] = [
  ['audience', (call, { campaignId }) => call('GET', `/campaigns/${campaignId}/audience`)],
  ['campaign why', (call, { campaignId }) => call('POST', `/campaigns/${campaignId}/why`, { email: EMAIL })],
  ['message', (call, { messageId }) => call('GET', `/messages/${messageId}`)],
  ['message why', (call, { messageId }) => call('GET', `/messages/${messageId}/why`)],
  ['messages', (call) => call('GET', '/messages')],
  ['search', (call) => call('POST', '/messages/search', { address: EMAIL })],
  ['send', (call) => call('POST', '/messages/send_with_consent', { email: EMAIL, channel: 'email', purpose: 'marketing', template: TEXT })],
  ['opt-in', (call) => call('POST', '/consents/opt-in', { email: EMAIL, channel: 'email', purpose: 'service', source: 'api', wording: 'Yes' })],
  ['verification', (call) => call('POST', '/verifications', { channel: 'email', to: EMAIL })],
]; // prettier-ignore

async function blocked(t: ExecutionContext) {
  const api = await testApi(t);
  const owner = await api.tenant();
  const { body: contact } = await owner.call('POST', '/contacts', { email: EMAIL, name: 'Ann Blocked' }); // prettier-ignore
  const person = { channel: 'email', address: EMAIL, purpose: 'marketing' } as const;
  await grantConsent(api.services, owner.context, person);
  await owner.call('POST', '/suppressions', { channel: 'email', address: EMAIL, reason: 'complaint' }); // prettier-ignore
  const { id: messageId } = await sendTo(api.services, owner.context, person);
  const { body: campaign } = await owner.call('POST', '/campaigns', {
    name: 'Probe', channel: 'email', purpose: 'marketing', audience: { contact_ids: [contact.id] },
  }); // prettier-ignore
  return { api, owner, contact, messageId, campaignId: String(campaign.id) };
}

test('why an address is blocked is told by no answer to a key without suppressions:read', async (t) => {
  const { api, ...of } = await blocked(t);
  const blind = api.as(of.owner, without('suppressions:read', 'pii:read'));
  for (const [name, ask] of ABOUT_A_BLOCK) {
    const { status, body } = await ask(blind.call, of);
    t.true(status < 300 || status === 409, `${name} ${status}`);
    t.notRegex(JSON.stringify(body), /complain/, name);
  }
  const narrow = api.as(of.owner, ['campaigns:read', 'campaigns:write']);
  const path = `/campaigns/${of.campaignId}/audience`;
  t.deepEqual((await narrow.call('GET', path)).body.reasons, [{ reason: 'suppressed', count: 1 }]);
  t.deepEqual((await of.owner.call('GET', path)).body.reasons, [
    { reason: 'suppressed_complaint', count: 1 },
  ]);
});

test('of several reasons for blocks a key without suppressions:read is told one count', async (t) => {
  const { api, owner } = await blocked(t);
  const ids = [];
  for (const [n, reason] of ['legal', 'complaint', 'admin'].entries()) {
    const email = `several${n}@example.com`;
    ids.push((await owner.call('POST', '/contacts', { email })).body.id);
    await owner.call('POST', '/suppressions', { channel: 'email', address: email, reason });
  }
  const { body: free } = await owner.call('POST', '/contacts', { email: 'free@example.com' });
  const { body: campaign } = await owner.call('POST', '/campaigns', {
    name: 'Several', channel: 'email', purpose: 'marketing', audience: { contact_ids: [...ids, free.id] },
  }); // prettier-ignore
  const narrow = api.as(owner, ['campaigns:read']);
  t.deepEqual((await narrow.call('GET', `/campaigns/${campaign.id}/audience`)).body.reasons, [
    { reason: 'suppressed', count: 3 },
    { reason: 'no_consent', count: 1 },
  ]);
});

/** Each operation that takes a contact and tells what is theirs, with the one permission that it needs besides. */
const OF_A_CONTACT: readonly (readonly [
  Permission,
  method: string,
  path: (contactId: string, campaignId: string) => string,
  body?: (contactId: string) => object,
])[] = [
  ['templates:read', 'POST', () => '/templates/preview', (id) => ({ channel: 'sms', category: 'transactional', body: '{{ contact.name }}', contact_id: id })],
  ['templates:read', 'GET', (id) => `/templates/selection?contact_id=${id}`],
  ['messages:read', 'GET', (id) => `/messages?contact_id=${id}`],
  ['consents:read', 'GET', (id) => `/consents?contact_id=${id}`],
  ['consents:read', 'GET', (id) => `/receipts?contact_id=${id}`],
  ['consents:read', 'GET', (id, campaign) => `/campaigns/${campaign}/why?contact_id=${id}`],
  ['consents:read', 'POST', (_, campaign) => `/campaigns/${campaign}/why`, (id) => ({ contact_id: id })],
  ['verifications:read', 'GET', (id) => `/verifications?contact_id=${id}`],
  ['retention:read', 'GET', (id) => `/legal-holds?contact_id=${id}`],
  ['retention:read', 'GET', (id) => `/legal-holds?keeps_contact_id=${id}`],
  ['privacy:read', 'GET', (id) => `/privacy/exports?contact_id=${id}`],
  ['privacy:read', 'GET', (id) => `/privacy/erasures?contact_id=${id}`],
]; // prettier-ignore

test('what is a contact’s is told to nobody without contacts:read, known or not', async (t) => {
  const { api, owner, contact, campaignId } = await blocked(t);
  const { body: template } = await owner.call('POST', '/templates', { name: 'T', channel: 'sms', category: 'transactional', body: '{{ contact.email }}' }); // prettier-ignore
  const all: typeof OF_A_CONTACT = [
    ...OF_A_CONTACT,
    ['templates:read', 'POST', () => `/templates/${template.id}/preview`, (id) => ({ contact_id: id })],
  ]; // prettier-ignore
  for (const [permission, method, path, body] of all) {
    const ask = async (permissions: Permission[], id: string) => {
      const { call } = api.as(owner, permissions);
      const { status, body: said } = await call(method, path(id, campaignId), body?.(id));
      return { status, said: JSON.stringify(said) };
    };
    for (const id of [contact.id, newId()]) {
      const { status, said } = await ask([permission], id);
      t.is(status, 403, path(id, campaignId));
      t.regex(said, /contacts:read/);
    }
    const { status } = await ask([permission, 'contacts:read'], contact.id);
    t.is(status, 200, path(contact.id, campaignId));
  }
  // Without a contact these work as before.
  const { call } = api.as(owner, ['templates:read', 'messages:read']);
  t.is((await call('GET', '/templates/selection')).status, 200);
  t.is((await call('GET', '/messages')).status, 200);
  const preview = { channel: 'sms', category: 'transactional', body: '{{ contact.name }}' };
  t.is((await call('POST', '/templates/preview', preview)).status, 200);
});

test('a hold on an address says the same of one that is a contact’s and one that is nobody’s', async (t) => {
  const { api, owner } = await blocked(t);
  const { call } = api.as(owner, ['retention:read', 'retention:write']);
  const seen = [];
  for (const email of [EMAIL, 'nobody@example.com']) {
    const { body: placed } = await call('POST', '/legal-holds', { scope: 'contact', email, reason: 'a long reason' }); // prettier-ignore
    const { body: list } = await call('GET', '/legal-holds');
    const { body: one } = await call('GET', `/legal-holds/${placed.id}`);
    seen.push([placed, list.data[0], one].map(({ name, contact_id }) => ({ name, contact_id })));
  }
  t.deepEqual(seen[0], seen[1]);
  const { body } = await owner.call('GET', '/legal-holds?state=in_force');
  t.is(body.data.at(-1).name, 'A••• B•••');
});

test('the log of acts names people only to who may read them', async (t) => {
  const { api, owner, contact } = await blocked(t);
  await owner.call('POST', '/legal-holds', { scope: 'contact', contact_id: contact.id, reason: 'a long reason' }); // prettier-ignore
  await owner.call('POST', '/privacy/exports', { contact_id: contact.id });
  await owner.call('POST', '/privacy/erasures', { contact_id: contact.id });
  for (const [mayRead, may] of [
    [false, without('contacts:read', 'pii:read')],
    [true, without('pii:read')],
  ] as const) {
    const { body } = await api.as(owner, [...may]).call('GET', '/audit?limit=100');
    const about = body.data.filter((one: { entity_type: string }) =>
      ['hold', 'export', 'erasure'].includes(one.entity_type),
    );
    t.is(about.length > 2, true);
    t.is(JSON.stringify(about).includes('A••• B•••'), mayRead);
  }
});

test('details of a message’s events have no ids that its other fields hide', async (t) => {
  const { api, owner, messageId } = await blocked(t);
  const blind = api.as(owner, without('consents:read', 'contacts:read'));
  const send = { email: EMAIL, channel: 'email', purpose: 'marketing', template: TEXT };
  const sent = await blind.call('POST', '/messages/send_with_consent', send);
  const read = await blind.call('GET', `/messages/${messageId}`);
  const { body: consents } = await owner.call('GET', '/consents');
  for (const { body } of [sent, read]) {
    t.false(JSON.stringify(body).includes(consents.data[0].id), JSON.stringify(body));
  }
});
