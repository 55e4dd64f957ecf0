import test, { type ExecutionContext } from 'ava';
import { testApi, type TestTenant } from '../_support/api.ts';

const EMAIL = 'going@example.com';

async function beingErased(t: ExecutionContext, held: boolean) {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await tenant.call('POST', '/contacts', { email: EMAIL, name: 'Ann', tags: ['old'] }); // prettier-ignore
  if (held) await tenant.call('POST', '/legal-holds', { scope: 'contact', email: EMAIL, reason: 'a long reason' }); // prettier-ignore
  const asked = await tenant.call('POST', '/privacy/erasures', { contact_id: body.id });
  t.is(asked.status, 202);
  return { tenant, id: String(body.id) };
}

/** Each door by which a contact is changed, and the status that says that it stays shut. */
const DOORS: readonly (readonly [
  name: string,
  expected: number,
  change: (tenant: TestTenant, id: string) => Promise<{ status: number; body: { reason?: string } }>,
])[] = [
  ['PATCH', 409, ({ call }, id) => call('PATCH', `/contacts/${id}`, { name: 'New' })],
  ['another address', 409, ({ call }, id) => call('PATCH', `/contacts/${id}`, { phone: '+12015550123' })],
  ['add a tag', 409, ({ call }, id) => call('POST', '/contacts/bulk', { ids: [id], add_tags: ['new'] })],
  ['remove a tag', 409, ({ call }, id) => call('POST', '/contacts/bulk', { ids: [id], remove_tags: ['old'] })],
  ['DELETE', 409, ({ call }, id) => call('DELETE', `/contacts/${id}`)],
  ['create again', 409, ({ call }) => call('POST', '/contacts', { email: EMAIL, name: 'New' })],
  ['opt-in', 409, ({ call }) => call('POST', '/consents/opt-in', { email: EMAIL, channel: 'email', purpose: 'marketing', source: 'api', wording: 'Yes' })],
  ['opt-in by id', 409, ({ call }, contact_id) => call('POST', '/consents/opt-in', { contact_id, channel: 'email', purpose: 'marketing', source: 'api', wording: 'Yes' })],
]; // prettier-ignore

for (const held of [false, true]) {
  test(`a person who is being erased is changed by no door${held ? ', also while a hold delays it' : ''}`, async (t) => {
    const { tenant, id } = await beingErased(t, held);
    const before = await tenant.call('GET', `/contacts/${id}`);
    for (const [name, expected, change] of DOORS) {
      const { status, body } = await change(tenant, id);
      t.is(status, expected, `${name}: ${JSON.stringify(body)}`);
      const now = await tenant.call('GET', `/contacts/${id}`);
      t.deepEqual(now.body, before.body, name);
    }
  });
}

test('tags for many are refused as a whole, naming whom they cannot be given to', async (t) => {
  const { tenant, id } = await beingErased(t, false);
  const { body: other } = await tenant.call('POST', '/contacts', { email: 'other@example.com' });
  const both = { ids: [other.id, id], add_tags: ['new'] };
  const { status, body } = await tenant.call('POST', '/contacts/bulk', both);
  t.like({ status, ...body }, { status: 409, reason: 'being_erased', contacts: [id] });
  t.deepEqual((await tenant.call('GET', `/contacts/${other.id}`)).body.tags, []);
  // What would change nothing is not refused.
  const same = { ids: [other.id, id], add_tags: ['old'] };
  t.is((await tenant.call('POST', '/contacts/bulk', { ...same, ids: [id] })).status, 200);
});
