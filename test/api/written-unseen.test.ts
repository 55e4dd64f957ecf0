import test, { type ExecutionContext } from 'ava';
import { PERMISSIONS, type Permission } from '#domain/permissions.ts';
import { described } from '../_support/described.ts';
import { fixtures, wellFormed } from '../_support/fixtures.ts';
import { identityServer } from '../_support/identity.ts';

/** An organisation and a key that may write, but not read what it writes to. */
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

/** Names and links, and what became of the call. */
const GOES_ON = ['id', 'version', 'status', 'workflow_id'];
/** Further fields for a caller who may only write: about its own action, and nothing that existed before. */
const OF_ITS_OWN: Record<string, readonly string[]> = {
  'campaigns.test': ['channel', 'template_id', 'campaign_id', 'error_code', 'created_at'],
  'templates.test': ['channel', 'template_id', 'campaign_id', 'error_code', 'created_at'],
  'templates.testSend': ['decision', 'channel', 'purpose', 'created_at'],
  'messages.sendWithConsent': ['decision', 'channel', 'purpose', 'created_at'],
  'consents.optIn': ['verification_id', 'consents'],
  'consents.optOut': ['consents'],
  'suppressions.create': ['channel'],
  'verifications.start': ['channel', 'purpose', 'to', 'blocked_reason', 'attempts_left', 'expires_at', 'resend_available_at', 'created_at'],
  'verifications.check': ['attempts_left'],
  'verifications.resend': ['channel', 'attempts_left', 'expires_at', 'resend_available_at'],
  'verifications.cancel': ['channel', 'attempts_left', 'expires_at', 'resend_available_at'],
  'imports.start': ['dry_run', 'total', 'processed', 'failed', 'failure', 'created_at', 'finished_at'],
  'imports.change': ['dry_run', 'total', 'processed', 'failed', 'failure', 'created_at', 'finished_at'],
  'imports.cancel': ['dry_run', 'total', 'processed', 'failed', 'failure', 'created_at', 'finished_at'],
  'imports.upload': ['dry_run', 'total', 'processed', 'failed', 'failure', 'created_at', 'finished_at', 'encoding', 'delimiter', 'guesses', 'columns', 'mapping', 'sample', 'has_consent', 'consent', 'noted', 'file_name'],
  'suppressions.cancelImport': ['total', 'processed', 'failed', 'failure', 'finished_at', 'created_at'],
  'suppressions.import': ['total', 'processed', 'failed', 'failure', 'finished_at', 'created_at', 'reason', 'errors', 'file_name'],
  'purposes.create': ['key'],
  'purposes.update': ['key'],
  'privacyRequests.carryOut': ['process_id'],
  'apiKeys.create': ['name', 'start', 'scopes', 'belongs_to', 'expires_at', 'key'],
}; // prettier-ignore
/** Fields about the caller itself, or visible to everyone who may send. */
const OWN = ['users.updateMe', 'users.proveAddress', 'users.checkAddress'];

/** Permissions for reading and writing at once. */
const READS_TOO = 'assistant:';

/** What has such an id may have been there before, and the id says since when. */
const ID_WOULD_TELL = new Set(['suppressions.create', 'consents.optIn', 'consents.optOut']);

test('whoever may write and not read is told what became of it, and nothing of what was there', async (t) => {
  t.timeout(120_000);
  const server = await identityServer(t);
  const owner = await server.signUp();
  const mine = fixtures(owner.call);
  const keys = new Map<string, Promise<string>>();
  const keyOf = (scope: string): Promise<string> => {
    const made = keys.get(scope) ?? owner.call('POST', '/api-keys', { name: scope, scopes: [scope] }).then(({ body }) => String(body.key)); // prettier-ignore
    keys.set(scope, made);
    return made;
  };
  const answered: string[] = [];
  const operations = (await described(server.url)).filter(
    ({ id, method, permission, answer }) =>
      answer && method !== 'GET' && permission && !permission.endsWith(':read') && !permission.startsWith(READS_TOO) && !OWN.includes(id),
  );
  // Everything needed is created first: the changes of one call would disturb the next.
  const calls = new Map<string, Awaited<ReturnType<typeof wellFormed>>>();
  for (const op of operations) calls.set(op.id, await wellFormed(op, mine));
  for (const op of operations) {
    const [method, path, body] = calls.get(op.id)!;
    const authorization = `Bearer ${await keyOf(op.permission!)}`;
    const answer = await server.call(method, path, body, { authorization });
    if (answer.status >= 300) continue;
    answered.push(op.id);
    const told = Object.keys(answer.body).filter((name) => answer.body[name] !== null);
    const known = [...GOES_ON, ...(OF_ITS_OWN[op.id] ?? [])];
    t.deepEqual(told.filter((name) => !known.includes(name)), [], op.id);
    if ('id' in (op.answer?.properties ?? {}) && !ID_WOULD_TELL.has(op.id)) t.truthy(answer.body.id, op.id);
  }
  t.log(answered.join(' '));
  t.true(answered.length > 40, answered.join(' '));
}); // prettier-ignore

test('an answer that is kept is told as it was seen', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const { body: key } = await owner.call('POST', '/api-keys', { name: 'a', scopes: ['contacts:write'] });
  const write = (email: string) => server.call('POST', '/contacts', { email }, { authorization: `Bearer ${key.key}`, 'idempotency-key': 'one' });
  const { body, status } = await write('new@example.com');
  t.is(status, 201);
  t.deepEqual(Object.keys(body), ['id']);
  t.deepEqual((await write('new@example.com')).body, body);
}); // prettier-ignore
