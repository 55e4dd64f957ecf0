import test from 'ava';
import { testApi, type TestTenant } from '../_support/api.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';

const asked = async (tenant: TestTenant, body: object): Promise<string | null> => {
  const { body: made } = await tenant.call('POST', '/consents/opt-in', {
    purpose: 'marketing',
    wording: 'Yes.',
    source: 'web_form',
    ...body,
  });
  const { body: history } = await tenant.call('GET', `/consents/${made.id}/history`);
  return history.data[0].jurisdiction;
};

test('whose law a consent is under comes from the number or the contact, never from where we sit', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  t.is((await tenant.call('PATCH', '/organizations/me', { country: 'FR' })).status, 200);
  const email = { channel: 'email', email: 'anna@example.com' };
  t.is(await asked(tenant, email), null, 'nothing says it');
  await tenant.call('POST', '/contacts', { email: 'uwe@example.com', phone: '+436641234567' });
  t.is(await asked(tenant, { channel: 'email', email: 'uwe@example.com' }), 'AT');
  t.is(await asked(tenant, { channel: 'email', email: 'nobody@example.com' }), null);
});

test('a withdrawal says it as the consent does; a receipt names it, or nothing', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  for (const [address, law] of [
    ['+4915112345678', 'DE'],
    ['+2348031234567', 'NG'],
  ] as const) {
    // prettier-ignore
    const person = { channel: 'sms' as const, address, purpose: 'marketing' };
    await grantConsent(api.services, tenant.context, person);
    await stopConsent(api.services, tenant.context, person);
    const { body } = await tenant.call('POST', '/receipts/search', { address });
    const consentId = body.data[0].consent_id;
    const { body: history } = await tenant.call('GET', `/consents/${consentId}/history`);
    t.deepEqual(history.data.map((e: { jurisdiction: string }) => e.jurisdiction), [law, law]); // prettier-ignore
    const { body: receipt } = await tenant.call('GET', `/consents/${consentId}/receipt`);
    t.is(receipt.jurisdiction, law);
  }
});
