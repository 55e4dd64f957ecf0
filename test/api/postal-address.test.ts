import test from 'ava';
import { testApi } from '../_support/api.ts';
import { approvedCampaign } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';

const ADDRESS = '1 Main Street, Springfield, IL 62701, USA';

test('the postal address is set, read on one line, and taken away', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const set = (postal_address: unknown) =>
    tenant.call('PATCH', '/organizations/me', { postal_address });
  t.is((await tenant.call('GET', '/organizations/me')).body.postal_address, null);
  t.is((await set(ADDRESS.replaceAll(', ', '\r\n'))).body.postal_address, ADDRESS);
  t.is((await tenant.call('PATCH', '/organizations/me', { country: 'US' })).body.postal_address, ADDRESS); // prettier-ignore
  const shown = await tenant.call('POST', '/templates/preview', { channel: 'email', category: 'transactional', subject: 'S', body: 'Hello' }); // prettier-ignore
  t.true(shown.body.html.includes(ADDRESS), 'in the foot of a mail');
  for (const wrong of ['', '  ', 'x', 'a'.repeat(501), 7]) t.is((await set(wrong)).status, 422);
  t.is((await set(null)).body.postal_address, null);
});

test('marketing mail without a postal address: development warns, production refuses', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { services } = api;
  for (const purpose of ['marketing', 'service']) {
    const person = { channel: 'email' as const, address: 'amina@example.com', purpose };
    const { contactId } = await grantConsent(services, tenant.context, person);
    await tenant.call('PATCH', `/contacts/${contactId}`, { tags: ['all'] });
  }
  const approved = async (production: boolean, purpose: 'marketing' | 'service' = 'marketing') => {
    const { id } = await approvedCampaign({ ...services, production }, tenant.context, { tag: 'all', purpose }); // prettier-ignore
    return (await tenant.call('GET', `/campaigns/${id}/checks`)).body.postal_address;
  };
  t.is(await approved(false), 'missing');
  await t.throwsAsync(approved(true), { message: /postal address/ });
  t.is(await approved(true, 'service'), 'not_needed');
  await tenant.call('PATCH', '/organizations/me', { postal_address: ADDRESS });
  t.is(await approved(true), 'set');
});
