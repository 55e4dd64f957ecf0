import test from 'ava';
import { identityServer, type SignedUp } from '../../_support/identity.ts';

test('two hundred mixed requests over two connections keep two organizations apart', async (t) => {
  const server = await identityServer(t, { max: 2 });
  const pair: [SignedUp, SignedUp] = [await server.signUp(), await server.signUp()];
  const canaries: [string, string] = ['canary-of-a', 'canary-of-b'];
  for (const i of [0, 1] as const) {
    await pair[i].call('PATCH', '/organizations/me', { name: canaries[i] });
    const address = `${canaries[i]}@example.com`;
    await pair[i].call('POST', '/suppressions', {
      channel: 'email',
      address,
      reason: 'admin',
      note: canaries[i],
    });
  }
  const requests = Array.from({ length: 200 }, async (_, n) => {
    const i = n % 2 === 0 ? 0 : 1;
    const { call } = pair[i];
    const answer = await [
      () => call('GET', '/organizations/me'),
      () => call('GET', '/suppressions'),
      () => call('GET', '/audit'),
      // Errors in the middle of a transaction must not leave a tenant behind on the connection.
      () => call('POST', '/suppressions', { channel: 'email', address: 'x', reason: 'admin' }),
      () => call('POST', '/purposes', { key: 'marketing', category: 'marketing', name: 'taken' }),
      () => call('GET', '/templates?limit=1', undefined, { authorization: 'Bearer ask_wrong' }),
    ][n % 6]?.();
    return { i, answer };
  });
  for (const { i, answer } of await Promise.all(requests)) {
    const text = JSON.stringify(answer?.body);
    t.true((answer?.status ?? 500) < 500, text);
    t.false(text.includes(i === 0 ? canaries[1] : canaries[0]));
    t.false(text.includes(i === 0 ? pair[1].organization.id : pair[0].organization.id));
  }
});
