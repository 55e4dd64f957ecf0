import test from 'ava';
import { testApi } from '../_support/api.ts';

test('the overview counts what the lists show', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  t.like((await tenant.call('GET', '/overview')).body, { contacts: 0, consents: {}, messages: {} });
  await tenant.call('POST', '/contacts', { email: 'a@example.com' });
  await tenant.call('POST', '/consents/opt-out', { email: 'a@example.com', channel: 'email' });
  await tenant.call('POST', '/verifications', { channel: 'sms', to: '+12015550123' });
  t.like((await tenant.call('GET', '/overview')).body, {
    contacts: 1,
    consents: { withdrawn: 2 },
    verifications_pending: 1,
  });
});
