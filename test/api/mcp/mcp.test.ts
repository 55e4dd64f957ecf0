import test from 'ava';
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import { identityServer, type SignedUp } from '../../_support/identity.ts';
import { mcpClient } from '../../_support/mcp.ts';
import { newId } from '#lib/ids.ts';

/** The MCP server as the SDK's own client sees it, over the wire, with real API keys. */

const PERSON = { email: 'amina.khalil@example.com', phone: '+12015550147', name: 'Amina Khalil' };
const CLEAR = /amina\.khalil@example\.com|12015550147|Amina Khalil/;

const addPerson = async ({ call }: SignedUp): Promise<string> =>
  String((await call('POST', '/contacts', PERSON)).body.id);

test('a key sees and calls the tools that its scopes allow, and no others', async (t) => {
  const server = await identityServer(t);
  const narrow = await server.signUp({ scopes: ['campaigns:read', 'contacts:read'] });
  const mcp = await mcpClient(t, server.url, narrow.key);
  t.like(mcp.client.getServerVersion(), { name: 'assent' });
  t.regex(mcp.client.getInstructions() ?? '', /masked/);

  const { tools } = await mcp.client.listTools();
  const names = tools.map(({ name }) => name);
  t.true(names.includes('campaigns_list') && names.includes('contacts_list'));
  t.false(names.some((name) => /^(consents|audit|messages|templates|whys)_/.test(name)));
  t.true(tools.every(({ annotations }) => annotations?.readOnlyHint === true));
  const contacts = tools.find(({ name }) => name === 'contacts_list');
  t.false('reveal' in (contacts?.inputSchema.properties ?? {}));

  t.deepEqual(await mcp.call('campaigns_list', { limit: 5 }), {
    isError: false,
    data: { data: [], next_cursor: null },
  });
  const refused = await mcp.call('consents_list');
  t.true(refused.isError);
  t.like(refused.data, {
    type: 'https://assent.dev/problems/forbidden',
    status: 403,
    detail: 'This needs the permission consents:read',
    instance: '/mcp#consents_list',
  });
});

test('whoever forgets an id, or gives no id, is told so; an unknown one is not found', async (t) => {
  const server = await identityServer(t);
  const mcp = await mcpClient(t, server.url, (await server.signUp()).key);
  const { tools } = await mcp.client.listTools();
  const withId = tools.filter(({ inputSchema }) => inputSchema.required?.includes('id'));
  t.true(withId.length > 10);
  for (const { name } of withId) {
    const { isError, data } = await mcp.call(name, {});
    t.true(isError, name);
    t.like(data, { status: 422 }, name);
    t.true(
      data.errors.some(({ path }: { path: string }) => path === 'id'),
      name,
    );
  }
  for (const id of [5, null, {}, 'x', '']) {
    const { data } = await mcp.call('contacts_get', { id });
    t.is(data.status, 422, JSON.stringify(id));
    t.is(data.errors[0].path, 'id');
  }
  t.is((await mcp.call('contacts_get', { id: newId() })).data.status, 404);
});

test('personal data is masked unless the key has pii:read and the call asks, and that is audited', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const id = await addPerson(owner);
  const mcp = await mcpClient(t, server.url, owner.key);

  const masked = await mcp.call('contacts_get', { id });
  t.is(masked.data.id, id);
  t.notRegex(JSON.stringify(masked.data), CLEAR);
  t.notRegex(JSON.stringify((await mcp.call('contacts_list', { reveal: false })).data), CLEAR);
  t.like((await mcp.call('contacts_get', { id, reveal: true })).data, PERSON);

  const blind = await mcpClient(t, server.url, (await blindKey(owner)).key);
  const asked = await blind.call('contacts_get', { id, reveal: true });
  t.like(asked, { isError: true, data: { status: 403 } });

  const { body: log } = await owner.call('GET', '/audit?action=contact.revealed');
  t.is(log.data.length, 1);
  const { body: calls } = await owner.call('GET', '/audit?action=tool.called');
  t.like(calls.data[0], {
    entity_type: 'tool', entity_id: 'contacts_get', entity_name: 'contacts_get', actor_type: 'api_key', detail: { reason: 'forbidden' },
  }); // prettier-ignore
  t.is(calls.data.length, 4);
});

const blindKey = async (owner: SignedUp): Promise<{ key: string }> =>
  (await owner.call('POST', '/api-keys', { name: 'blind', scopes: ['contacts:read'] })).body; // prettier-ignore

test('what an operation shows to whoever may see it is masked, too', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const form = new FormData();
  form.set('file', new File([`email,name\n${PERSON.email},${PERSON.name}\n`], 'people.csv'));
  const { body: file } = await owner.call('POST', '/contacts/imports', form);
  t.regex(JSON.stringify((await owner.call('GET', `/contacts/imports/${file.id}`)).body), CLEAR);
  const mcp = await mcpClient(t, server.url, owner.key);
  const seen = await mcp.call('imports_get', { id: file.id });
  t.is(seen.data.id, file.id);
  t.notRegex(JSON.stringify(seen.data), CLEAR);
});

test('searches with a body work, numbers and booleans are taken as they are', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const id = await addPerson(owner);
  const mcp = await mcpClient(t, server.url, owner.key);
  t.deepEqual((await mcp.call('messages_search', { address: PERSON.email })).data.data, []);
  const { data } = await mcp.call('contacts_list', { q: 'Amina', has_email: true, limit: '1' });
  t.is(data.data[0].id, id);
  t.deepEqual((await mcp.call('contacts_list', { has_phone: false })).data.data, []);
});

test('a refused call is a tool error with the problem: which field, and why', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const mcp = await mcpClient(t, server.url, owner.key);
  const fields = async (name: string, args: Record<string, unknown>) => {
    const { isError, data } = await mcp.call(name, args);
    t.true(isError, name);
    return [data.status, ...(data.errors ?? []).map(({ path }: { path: string }) => path)];
  };
  t.deepEqual(await fields('campaigns_get', { id: newId() }), [404]);
  t.deepEqual(await fields('campaigns_get', { id: 7 }), [422, 'id']);
  t.deepEqual(await fields('campaigns_get', {}), [422, 'id']);
  t.deepEqual(await fields('campaigns_get', { id: newId(), colour: 'red' }), [422, 'colour']);
  t.deepEqual(await fields('campaigns_list', { limit: 0, colour: 'red' }), [422, 'limit', 'colour']); // prettier-ignore
  t.deepEqual(await fields('campaigns_list', { limit: { a: 1 } }), [422, 'limit']);
  t.deepEqual(await fields('contacts_list', { q: 'a\u0000b' }), [422, 'q']);
  t.deepEqual(await fields('messages_search', { address: null }), [422, 'address']);
  t.deepEqual(await fields('messages_search', { constructor: 1 }), [422, 'address', 'constructor']); // prettier-ignore
  await t.throwsAsync(mcp.client.callTool({ name: 'campaigns_create' }), {
    instanceOf: McpError,
    message: /no tool of this name/,
  });
});

test('searches are counted as they are over HTTP', async (t) => {
  const server = await identityServer(t);
  const { key } = await server.signUp({ scopes: ['contacts:read'] });
  const mcp = await mcpClient(t, server.url, key);
  const answers = await Promise.all(
    Array.from({ length: 41 }, () => mcp.call('contacts_list', { q: 'Ada' })),
  );
  const refused = answers.filter(({ isError }) => isError);
  t.is(refused.length, 1);
  t.is(refused[0]?.data.status, 429);
  t.true(Number(refused[0]?.data.retry_after) >= 1);
});

test('keys of two organizations see their own data', async (t) => {
  const server = await identityServer(t);
  const id = await addPerson(await server.signUp());
  const other = await mcpClient(t, server.url, (await server.signUp()).key);
  t.like(await other.call('contacts_get', { id }), { isError: true, data: { status: 404 } });
  t.deepEqual((await other.call('contacts_list')).data.data, []);
});
