import test, { type ExecutionContext } from 'ava';
import { PERMISSIONS, type Permission } from '#domain/identity/permissions.ts';
import { identityServer } from '../_support/identity.ts';

/** An organisation and a key of it that may write, and not read what it writes to. */
async function setUp(t: ExecutionContext, unread: Permission) {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const scopes = PERMISSIONS.filter((one) => one !== unread);
  const { key } = (await owner.call('POST', '/api-keys', { name: 'writer', scopes })).body;
  const write = (method: string, path: string, body?: unknown) =>
    server.call(method, path, body, { authorization: `Bearer ${key}` });
  return { owner, write };
}

const file = (...rows: string[]): FormData => {
  const form = new FormData();
  form.set('file', new Blob([rows.join('\n')], { type: 'text/csv' }), 'a.csv');
  return form;
};

test('blocking an address does not tell who may not read blocks whether it was blocked', async (t) => {
  const { owner, write } = await setUp(t, 'suppressions:read');
  const block = { channel: 'email', reason: 'admin', note: 'asked for' };
  const known = 'known@example.com';
  await owner.call('POST', '/suppressions', { ...block, address: known, reason: 'complaint', note: 'of 2019' });
  const old = await write('POST', '/suppressions', { ...block, address: known });
  const fresh = await write('POST', '/suppressions', { ...block, address: 'fresh@example.com' });
  t.is(old.status, 201);
  t.is(fresh.status, 201);
  t.deepEqual(old.body, fresh.body);
  t.deepEqual(old.body, { id: null, channel: 'email', address: null, address_absent: null, reason: null, note: null, expires_at: null, created_at: null });
  const read = await owner.call('POST', '/suppressions', { ...block, address: 'fresh@example.com' });
  t.like(read.body, { channel: 'email', reason: 'admin', note: 'asked for' });
  t.truthy(read.body.id);

  const uploads = [];
  for (const address of [known, 'fresher@example.com']) {
    const { body } = await write('POST', '/suppressions/imports', file('email', address));
    uploads.push({ ...body, id: '', created_at: '', finished_at: '' });
  }
  t.deepEqual(uploads[0], uploads[1]);
  t.like(uploads[0], { created: null, already: null, total: 1, processed: 1, failed: 0 });
  const seen = await owner.call('POST', '/suppressions/imports', file('email', known));
  t.like(seen.body, { created: 0, already: 1 });
}); // prettier-ignore

test('a file of contacts does not tell who may not read contacts how many of them were known', async (t) => {
  const { owner, write } = await setUp(t, 'contacts:read');
  await owner.call('POST', '/contacts', { email: 'known@example.com' });
  const { body, status } = await write('POST', '/contacts/imports', file('email', 'known@example.com'));
  t.is(status, 202);
  t.like(body, { created: null, updated: null, unchanged: null });
  const stopped = await write('POST', `/contacts/imports/${body.id}/cancel`);
  t.is(stopped.status, 200);
  t.like(stopped.body, { created: null, updated: null, unchanged: null });
  const seen = await owner.call('GET', `/contacts/imports/${body.id}`);
  t.is(typeof seen.body.created, 'number');
}); // prettier-ignore
