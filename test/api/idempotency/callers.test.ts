import test from 'ava';
import { systemContext } from '#domain/context.ts';
import { PERMISSIONS, ROLE_PERMISSIONS } from '#domain/permissions.ts';
import { tenantId } from '#lib/ids.ts';
import { described, faults, type Described, type Schema } from '../../_support/described.ts';
import { fixtures, wellFormed } from '../../_support/fixtures.ts';
import { identityServer } from '../../_support/identity.ts';
import type { Call } from '../../_support/request.ts';
import { decryptEverything } from '../../_support/decrypt-everything.ts';

const REPLAYED = 'idempotent-replayed';

/**
 * Operations that need a sendable campaign, an address with consent, a conversation of the caller's own or somebody who
 * answers: fixtures have none, and failures are not stored.
 */
const NOT_DONE = [
  'campaigns.schedule',
  'campaigns.test',
  'templates.test',
  'templates.testSend',
  'assistantConversations.ask',
  'assistantSegment.propose',
  'assistantSuggestions.create',
];

const idempotent = async (url: string): Promise<Described[]> =>
  (await described(url)).filter((op) => op.idempotent);

test('a stored answer is told to nobody but its caller, and not without the right', async (t) => {
  // No worker takes a question here, so each waits this long, twice.
  const server = await identityServer(t, { patienceMs: 10_000 });
  const owner = await server.signUp();
  // The session, whose role can change: a stored answer is its caller's, so only they meet the check of the right.
  const session = { cookie: owner.cookie, origin: server.url };
  const call: Call = (method, path, body, headers) =>
    server.call(method, path, body, { ...session, ...headers });
  const mine = fixtures(owner.call);
  const operations = await idempotent(server.url);
  t.true(operations.length > 20);
  for (const op of operations) {
    const [method, path, body] = await wellFormed(op, mine);
    const key = `once-${op.id}`;
    const headers = { 'idempotency-key': key };
    const first = await call(method, path, body, headers);
    const done = !NOT_DONE.includes(op.id);
    t.is(first.status < 300, done, `${op.id}: ${JSON.stringify(first.body)}`);

    // A key with every right but this one, the caller's own session once they are a viewer, and a key with all
    // rights: none gets the stored answer.
    const less = await owner.call('POST', '/api-keys', {
      name: 'less',
      scopes: PERMISSIONS.filter((p) => p !== op.permission),
    });
    const other = await owner.call('POST', '/api-keys', { name: 'other', scopes: PERMISSIONS });
    await server.setRole(owner.userId, 'viewer');
    const mayView = ROLE_PERMISSIONS.viewer.some((right) => right === op.permission);
    for (const credential of [
      { authorization: `Bearer ${less.body.key}` },
      // What needs no permission, a viewer may do too.
      ...(mayView || op.permission === null ? [] : [session]),
    ]) {
      const refused = await server.call(method, path, body, { ...headers, ...credential });
      t.is(refused.status, 403, `${op.id}: ${JSON.stringify(refused.body)}`);
      t.is(refused.headers.get(REPLAYED), null, op.id);
    }
    await server.setRole(owner.userId, 'owner');
    if (!done) continue;
    const another = await server.call(method, path, body, {
      ...headers,
      authorization: `Bearer ${other.body.key}`,
    });
    t.deepEqual(faults(another), [], op.id);
    t.is(another.headers.get(REPLAYED), null, op.id);

    const again = await call(method, path, body, headers);
    t.is(again.status, first.status, op.id);
    t.is(again.headers.get(REPLAYED), 'true', op.id);
    // Otherwise the answer is identical.
    t.deepEqual(again.body, op.id === 'apiKeys.create' ? { ...first.body, key: null } : first.body);
  }
  const context = systemContext(tenantId(owner.organization.id));
  const stored = (await decryptEverything(server.services, context)).filter(
    ({ where }) => where === 'idempotency_keys.response_enc',
  );
  t.true(stored.length >= operations.length - NOT_DONE.length);
  for (const { text } of stored) t.notRegex(text, /ask_[\w-]{20}/);
});

/** Names of fields that may contain credentials. */
const LETS_IN = /(^|[._])(key|secret|token|url|link|password)$/;
/** Exceptions: the key of a purpose is its name, and a form's addresses are public. */
const HARMLESS = [
  'purposes.create key',
  'forms.create logo_url',
  'forms.create privacy_url',
  'forms.create url',
];

test('what lets somebody in is marked in the document, at the top of its answer', async (t) => {
  const server = await identityServer(t);
  const marked: string[] = [];
  for (const op of await idempotent(server.url)) {
    for (const { path, field } of fieldsOf(op.answer)) {
      const what = `${op.id} ${path}`;
      const secret = field['x-secret'] === true;
      if (secret) marked.push(what);
      if (!HARMLESS.includes(what)) t.is(secret, LETS_IN.test(path), what);
    }
  }
  // No secret is nested: withoutSecrets() only reads the top level.
  t.deepEqual(marked.toSorted(), ['apiKeys.create key', 'privacyExports.create download_url']);
});

/** Every field of an answer, at any depth. */
const fieldsOf = (schema: Schema | undefined, above = ''): { path: string; field: Schema }[] =>
  [schema ?? {}, ...(schema?.anyOf ?? []), schema?.items ?? {}].flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([name, field]) => [
      { path: above + name, field },
      ...fieldsOf(field, `${above}${name}.`),
    ]),
  );
