import test from 'ava';
import { identityServer } from '../../_support/identity.ts';
import { postMcp } from '../../_support/mcp.ts';

/** What is no request of the protocol gets an answer that says so, and never a 500. */

const message = (method: string, params?: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, ...(params ? { params } : {}) });

test('without a valid key there is a 401 that says how', async (t) => {
  const { url } = await identityServer(t);
  const none: Record<string, string>[] = [
    {},
    { authorization: 'Bearer ask_nothing' },
    { authorization: 'Basic YTpi' },
    { cookie: 'assent.session_token=x' },
  ];
  for (const headers of none) {
    const answer = await postMcp(url, message('tools/list'), headers);
    t.is(answer.status, 401);
    t.is(answer.headers.get('www-authenticate'), 'Bearer realm="Assent"');
    t.is(answer.body.type, 'https://assent.dev/problems/unauthenticated');
  }
});

test('a session of the pages is no key', async (t) => {
  const server = await identityServer(t);
  const { cookie } = await server.signUp();
  t.is((await postMcp(server.url, message('tools/list'), { cookie })).status, 401);
});

test('pages of other sites are refused, programs and own pages are not', async (t) => {
  const server = await identityServer(t);
  const authorization = `Bearer ${(await server.signUp()).key}`;
  const from = async (origin: string) =>
    (await postMcp(server.url, message('tools/list'), { authorization, origin })).status;
  for (const origin of ['https://evil.example', 'null', `${server.url}.evil.example`]) {
    t.is(await from(origin), 403, origin);
  }
  t.is(await from(server.url), 200);
});

test('other methods are answered with 405 and what is allowed', async (t) => {
  const server = await identityServer(t);
  const { key } = await server.signUp();
  for (const method of ['GET', 'DELETE', 'PUT', 'PATCH']) {
    const answer = await fetch(`${server.url}/mcp`, {
      method,
      headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' },
    });
    t.is(answer.status, 405, method);
    t.is(answer.headers.get('allow'), 'POST');
    await answer.text();
  }
});

test('bodies that are no message are refused, each for its reason', async (t) => {
  const server = await identityServer(t);
  const authorization = `Bearer ${(await server.signUp()).key}`;
  const answers: [what: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>, status: number, code: number][] = [
    ['not JSON', '{', {}, 400, -32700],
    ['empty', '', {}, 400, -32600],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), {}, 400, -32700],
    ['too deep', '['.repeat(100), {}, 400, -32700],
    ['too large', JSON.stringify('x'.repeat(1024 * 1024 + 1)), {}, 413, -32600],
    ['too many values', `[${'0,'.repeat(30_000)}0]`, {}, 413, -32600],
    ['a batch', `[${message('tools/list')}]`, {}, 400, -32600],
    ['an empty batch', '[]', {}, 400, -32600],
    ['a number', '12', {}, 400, -32600],
    ['null', 'null', {}, 400, -32600],
    ['no JSON-RPC', '{"method":"tools/list"}', {}, 400, -32600],
    ['another content type', message('tools/list'), { 'content-type': 'text/plain' }, 415, -32600],
    ['accepts too little', message('tools/list'), { accept: 'application/json' }, 406, -32000],
    ['an unknown version', message('tools/list'), { 'mcp-protocol-version': '1999-01-01' }, 400, -32000],
    ['an unknown method', message('tools/destroy'), {}, 200, -32601],
    ['a method without a capability', message('resources/list'), {}, 200, -32601],
    ['a tool without a name', message('tools/call'), {}, 200, -32602],
    ['arguments that are no object', message('tools/call', { name: 'campaigns_list', arguments: [1] }), {}, 200, -32602],
    ['an unknown tool', message('tools/call', { name: '__proto__' }), {}, 200, -32602],
    ['a greeting without a version', message('initialize', {}), {}, 200, -32602],
    ['a field that libraries drop', message('tools/call', { name: 'campaigns_list' }).replace('"name"', '"arguments":{"a":{"__proto__":{"b":1}}},"name"'), {}, 200, -32602],
    ['a cursor', message('tools/list', { cursor: 'x' }), {}, 200, -32602],
    ['a cursor of another kind', message('tools/list', { cursor: 1 }), {}, 200, -32602],
  ]; // prettier-ignore
  for (const [what, body, headers, status, code] of answers) {
    const answer = await postMcp(server.url, body, { authorization, ...headers });
    t.is(answer.status, status, what);
    t.is(answer.body.error.code, code, `${what}: ${JSON.stringify(answer.body)}`);
    t.truthy(answer.body.error.message, what);
    t.notRegex(answer.body.error.message, /\n|\{/, what);
  }
});

test('a client of an unknown version is offered one that the server knows; notifications get 202', async (t) => {
  const server = await identityServer(t);
  const authorization = `Bearer ${(await server.signUp()).key}`;
  const hello = { protocolVersion: '2099-01-01', capabilities: {}, clientInfo: { name: 'x', version: '1' } }; // prettier-ignore
  const answer = await postMcp(server.url, message('initialize', hello), { authorization });
  t.is(answer.status, 200);
  t.regex(answer.body.result.protocolVersion, /^20\d\d-\d\d-\d\d$/);
  t.not(answer.body.result.protocolVersion, hello.protocolVersion);
  t.is(answer.headers.get('mcp-session-id'), null);
  const note = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
  t.is((await postMcp(server.url, note, { authorization })).status, 202);
});
