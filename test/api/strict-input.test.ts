import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import test from 'ava';
import { described } from '../_support/described.ts';
import { identityServer } from '../_support/identity.ts';
import { sendRaw } from '../_support/raw-http.ts';

const NO_NUMBERS = [
  '0x10',
  '1e1',
  ' 10 ',
  '10 ',
  '+10',
  '010',
  '1_0',
  '10.0',
  '٣',
  '',
  'true',
  'Infinity',
  '0b11',
  '1,0',
  '[10]',
];

test('a number in a query is written in digits, in every operation that takes one', async (t) => {
  const server = await identityServer(t);
  const { call } = await server.signUp();
  const operations = (await described(server.url)).filter(
    ({ method, path, query }) => method === 'GET' && !path.includes('{') && query.includes('limit'),
  );
  t.true(operations.length > 15);
  for (const { path } of operations) {
    const answer = await call('GET', `${path}?limit=0x10`);
    t.is(answer.status, 422, path);
    t.deepEqual(answer.body.errors, [{ path: 'limit', message: 'must be a whole number' }], path);
    t.is((await call('GET', `${path}?limit=10`)).status, 200, path);
  }
  for (const text of NO_NUMBERS) {
    const query = encodeURIComponent(text);
    t.is((await call('GET', `/contacts?limit=${query}`)).status, 422, text);
    t.is((await call('GET', `/overview/messages?days=${query.replace('10', '30')}`)).status, 422, text);
  }
  t.is((await call('GET', '/overview/messages?days=7')).status, 200);
  t.is((await call('GET', '/contacts?limit=5&limit=6')).status, 422);
}); // prettier-ignore

test('a field that no object can have is refused by its name, wherever it stands; others are names like any other', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const headers = { authorization: `Bearer ${owner.key}`, 'content-type': 'application/json' };
  const send = async (path: string, body: string, method: 'POST' | 'PATCH' = 'POST') => {
    const init = { method, headers, body };
    const answer = await fetch(`${server.url}/api/v1${path}`, init);
    return { status: answer.status, body: await answer.json() };
  };
  const refused = async (path: string, body: string, at: string, method?: 'POST' | 'PATCH') => {
    const { status, body: said } = await send(path, body, method);
    t.is(status, 422, path);
    t.true(said.errors.some((one: { path: string }) => one.path === at), `${path} ${JSON.stringify(said.errors)}`);
    t.is(said.errors.filter((one: { path: string }) => one.path === at).length, 1);
  };
  await refused('/contacts', '{"email":"a@example.com","fields":{"__proto__":"x"}}', 'fields.__proto__');
  await refused('/contacts', '{"email":"a@example.com","fields":{"__proto__":{"vip":true}}}', 'fields.__proto__');
  await refused('/contacts', '{"email":"a@example.com","__proto__":{"name":"x"}}', '__proto__');
  const { body: made } = await send('/contacts', '{"email":"a@example.com","fields":{"constructor":"x","prototype":"y","city":"Oslo"}}');
  t.deepEqual(Object.keys(made.fields).toSorted(), ['city', 'constructor', 'prototype']);
  await refused(`/contacts/${made.id}`, '{"fields":{"__proto__":null}}', 'fields.__proto__', 'PATCH');
  const text = '"channel":"sms","category":"transactional","body":"Hello"';
  await refused('/templates', `{"name":"a",${text},"texts":{"__proto__":{"body":"x"}}}`, 'texts.__proto__');
  await refused('/templates/preview', `{${text},"variables":{"a":{"__proto__":1}}}`, 'variables.a.__proto__');
  await refused('/messages/send_with_consent', `{"email":"a@example.com","channel":"email","purpose":"service","template":{"subject":"a","body":"b"},"variables":{"__proto__":1}}`, 'variables.__proto__');
  await refused('/purposes', '{"key":"k","category":"marketing","name":"N","translations":{"__proto__":{"name":"x","description":"y"}}}', 'translations.__proto__');
  await refused('/forms', '{"name":"a","slug":"a-form","texts":{"__proto__":{}}}', 'texts.__proto__');
  await refused('/segments', '{"name":"a","rules":{"all":[{"field":"tags","op":"has","value":"x","__proto__":1}]}}', 'rules.all.0.__proto__');
  const form = new FormData();
  form.set('file', new Blob(['email\na@example.com'], { type: 'text/csv' }), 'a.csv');
  form.set('mapping', '{"email":"email","__proto__":"name"}');
  const upload = await fetch(`${server.url}/api/v1/contacts/imports`, { method: 'POST', headers: { authorization: headers.authorization }, body: form });
  t.is(upload.status, 422);
  t.is((await owner.call('GET', '/contacts?__proto__=1')).status, 422);
}); // prettier-ignore

test('a compressed body is refused with what is taken, on every endpoint', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const body = JSON.stringify({ email: 'a@example.com' });
  const ways: [string, Buffer][] = [['gzip', gzipSync(body)], ['br', brotliCompressSync(body)], ['deflate', deflateSync(body)], ['zstd', zstdCompressSync(body)], ['x-gzip', gzipSync(body)], ['identity, gzip', gzipSync(body)], ['none', Buffer.from(body)]];
  for (const path of ['/api/v1/contacts', '/api/v1/contacts/imports', '/api/v1/auth/login', '/api/v1/webhooks/twilio/sms', '/api/v1/webhooks/email/events', '/u/none', '/api/v1/contacts/none/delete']) {
    for (const [coding, bytes] of ways) {
      const answer = await fetch(`${server.url}${path}`, {
        method: 'POST', body: new Uint8Array(bytes),
        headers: { authorization: `Bearer ${owner.key}`, 'content-type': 'application/json', 'content-encoding': coding },
      });
      t.is(answer.status, 415, `${path} ${coding}`);
      t.is(answer.headers.get('accept-encoding'), 'identity');
      t.is(answer.headers.get('content-type'), 'application/problem+json');
    }
  }
  const plain = await owner.call('POST', '/contacts', { email: 'a@example.com' }, { 'content-encoding': 'identity' });
  t.is(plain.status, 201);
  t.is((await owner.call('GET', '/contacts', undefined, { 'content-encoding': 'gzip' })).status, 200, 'without a body there is nothing to open');
}); // prettier-ignore

test('who takes us for a proxy is answered', async (t) => {
  const { url } = await identityServer(t);
  for (const target of ['example.com:443', '127.0.0.1:22', '/contacts', '*']) {
    const answer = await sendRaw(url, `CONNECT ${target} HTTP/1.1\r\nHost: example.com\r\n\r\n`);
    t.true([400, 405].includes(answer.status), target);
    if (answer.status !== 405) continue;
    t.regex(answer.headers.get('allow') ?? '', /GET/);
    t.is(JSON.parse(answer.body).status, 405);
    t.is(JSON.parse(answer.body).request_id, answer.headers.get('x-request-id'));
  }
});

test('a path of the document takes its own methods, not those of a neighbour with an id', async (t) => {
  const { url, call: open, signUp } = await identityServer(t);
  const { call } = await signUp();
  const taken = new Map<string, Set<string>>();
  for (const { method, path } of await described(url)) {
    if (!path.includes('{')) taken.set(path, (taken.get(path) ?? new Set()).add(method));
  }
  for (const [path, methods] of taken) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      if (methods.has(method)) continue;
      const { status, headers } = await call(method, path);
      t.is(status, 405, `${method} ${path}`);
      t.deepEqual(new Set(headers.get('allow')?.split(', ').filter((one) => one !== 'HEAD')), methods, path);
    }
  }
  t.is((await open('PATCH', '/Contacts/Bulk/')).status, 405);
  const options = await fetch(`${url}/api/v1/contacts/tags`, { method: 'OPTIONS' });
  t.is(options.headers.get('allow'), 'GET, HEAD');
  for (const method of ['POST', 'DELETE']) {
    const answer = await fetch(`${url}/x/none`, { method, redirect: 'manual' });
    t.is(answer.status, 405);
    t.is(answer.headers.get('allow'), 'HEAD, GET');
  }
}); // prettier-ignore
