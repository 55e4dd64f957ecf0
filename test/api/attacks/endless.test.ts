import test from 'ava';
import { described } from '../../_support/described.ts';
import { sendEndlessly } from '../../_support/endless.ts';
import { fixtures, wellFormed } from '../../_support/fixtures.ts';
import { identityServer, randomAddress } from '../../_support/identity.ts';

test('no operation reads a body without end, with a key or without', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const mine = fixtures(owner.call);
  const writing = (await described(server.url)).filter((op) => op.method !== 'GET');
  t.true(writing.length > 50);
  for (const op of writing) {
    const [method, path] = await wellFormed(op, mine);
    for (const key of ['', owner.key]) {
      const headers = {
        'content-type': 'application/json',
        'x-forwarded-for': randomAddress(),
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      };
      const { status, sent } = await sendEndlessly(
        `${server.url}/api/v1${path}`,
        headers,
        '[0,[],"a",{},',
        method,
      );
      t.true(status < 500, `${op.id}: ${status}`);
      t.true(sent < 16 * 2 ** 20, `${op.id}: ${sent} bytes`);
    }
  }
});

test('webhooks count the fields of a form before they look at its signature', async (t) => {
  const server = await identityServer(t);
  const post = async (body: string, type = 'application/x-www-form-urlencoded') => {
    const url = `${server.url}/api/v1/webhooks/twilio/sms`;
    return (await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })).status;
  };
  t.is(await post('a=&'.repeat(20_000)), 413);
  t.is(await post('a=&'.repeat(150)), 403);
  t.is(await post(`a=${'x'.repeat(70_000)}`), 413);
});
