import test from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { systemContext } from '#domain/context.ts';
import { PERMISSIONS } from '#domain/permissions.ts';
import { tenantId } from '#lib/ids.ts';
import { described, faults, resourceOf, type Described } from '../../_support/described.ts';
import { fixtures, hasFixture } from '../../_support/fixtures.ts';
import { identityServer, type IdentityServer, type SignedUp } from '../../_support/identity.ts';
import { tenantRows } from '../../_support/tenant-rows.ts';

/** Resources for proofs and protection, listed by name so that none is missed by the derived list. */
const KINDS = ['wordings', 'reviews', 'rate-cards', 'key-rotations', 'audit/seals', 'verification-settings/locks', 'receipts']; // prettier-ignore

const isOf = (kind: string, { path }: Described): boolean => path.slice(1).startsWith(kind);

test('wordings, reviews, rate cards, rotations, seals, locks and receipts are among what is attacked', async (t) => {
  const server = await identityServer(t);
  const operations = await described(server.url);
  for (const kind of KINDS) {
    t.true(hasFixture(kind), `${kind}: its ids are taken by ids.test.ts and lists.test.ts`);
    const ofKind = operations.filter((op) => isOf(kind, op));
    t.true(ofKind.some((op) => op.params.length && resourceOf(op.path) === kind), kind);
    t.deepEqual(ofKind.filter((op) => op.permission === null || op.open), [], kind);
  }
}); // prettier-ignore

test('nothing of another organization is in any answer that takes no id', async (t) => {
  const server = await identityServer(t);
  const [a, b] = [await server.signUp(), await server.signUp()];
  const ofB = fixtures(b.call);
  const secrets = [b.organization.id, b.userId, b.keyId, b.email];
  for (const kind of KINDS) if (kind !== 'audit/seals') secrets.push(await ofB.id(kind));
  const roots = await sealsOf(server, b, 2);
  secrets.push(...roots);
  for (const op of (await described(server.url)).filter((op) => op.method === 'GET' && !op.params.length)) {
    const answer = await a.call('GET', op.path);
    t.deepEqual(faults(answer), [], op.id);
    const text = JSON.stringify(answer.body);
    t.deepEqual(secrets.filter((secret) => text.includes(secret)), [], op.id);
  }
}); // prettier-ignore

/**
 * Creates published seals of an organisation, each over one change.
 * @returns their roots
 */
async function sealsOf(server: IdentityServer, who: SignedUp, count: number): Promise<string[]> {
  const ctx = systemContext(tenantId(who.organization.id), 'test');
  for (let i = 0; i < count; i++) {
    await who.call('PATCH', '/users/me', { name: `Name ${i}` });
    await who.call('POST', '/wordings', { kind: 'notice', language: 'en', text: `Notice ${i}` });
    await sealAudit(server.services, ctx);
  }
  await publishSeals(server.services, ctx);
  const { body } = await who.call('GET', '/audit/seals');
  return body.data.map((seal: { root: string }) => seal.root);
}

test('a seal is found by its number in one’s own log only, and a number that is none is not found', async (t) => {
  const server = await identityServer(t);
  const [a, b] = [await server.signUp(), await server.signUp()];
  const [ofA, ofB] = [await sealsOf(server, a, 1), await sealsOf(server, b, 3)];
  t.is(ofA.length, 1);
  t.is(ofB.length, 3);
  const own = await a.call('GET', '/audit/seals/1');
  t.is(own.status, 200);
  t.true(JSON.stringify(own.body).includes(ofA[0] ?? '-'));
  for (const root of ofB) t.false(JSON.stringify(own.body).includes(root));
  const nobody = await a.call('GET', '/audit/seals/999999999', undefined, { 'x-request-id': 'the-same-id' }); // prettier-ignore
  for (const number of ['2', '3']) {
    t.is((await b.call('GET', `/audit/seals/${number}`)).status, 200);
    const foreign = await a.call('GET', `/audit/seals/${number}`, undefined, { 'x-request-id': 'the-same-id' }); // prettier-ignore
    t.is(foreign.status, 404);
    t.deepEqual({ ...foreign.body, instance: '' }, { ...nobody.body, instance: '' });
  }
  for (const number of ['0', '-1', '1.5', '1e0', '0x1', '9999999999', '١', ' 1', '1 ', '1;2', 'one', 'null']) {
    const answer = await a.call('GET', `/audit/seals/${encodeURIComponent(number)}`);
    t.deepEqual(faults(answer), [], number);
    t.is(answer.status, 404, number);
  } // prettier-ignore
  const others = PERMISSIONS.filter((one) => one !== 'audit:read');
  const { key } = (await b.call('POST', '/api-keys', { name: 'x', scopes: others })).body;
  const may = { authorization: `Bearer ${key}` };
  for (const path of ['/audit/seals', '/audit/seals/1', '/audit/verify', '/audit/export']) {
    t.is((await server.call('GET', path, undefined, may)).status, 403, path);
  }
  const verdict = await a.call('GET', '/audit/verify');
  t.is(verdict.status, 200);
  for (const root of ofB) t.false(JSON.stringify(verdict.body).includes(root));
});

test('receipts of another organization are found by no address, number or copy of them', async (t) => {
  const server = await identityServer(t);
  const [a, b] = [await server.signUp(), await server.signUp()];
  const email = `receipt-${crypto.randomUUID()}@example.com`;
  await b.call('POST', '/consents/opt-out', { email, channel: 'email', purpose: 'marketing' });
  const { body: found } = await b.call('POST', '/receipts/search', { address: email });
  const id = String(found.data[0].id);
  const { body: receipt } = await b.call('GET', `/consents/${found.data[0].consent_id}/receipt`);
  t.deepEqual((await a.call('POST', '/receipts/search', { address: email })).body.data, []);
  t.is((await a.call('GET', `/receipts/${id}`)).status, 404);
  const checked = await a.call('POST', '/receipts/check', { receipt });
  t.deepEqual(faults(checked), []);
  const owner = await b.call('POST', '/receipts/check', { receipt });
  t.is(checked.status, owner.status);
  for (const known of [b.organization.slug, email, String(found.data[0].consent_id)]) {
    t.false(JSON.stringify(checked.body).includes(known), known);
  }
});

test('a lock, a rotation, a card and a review of another organization are not changed by any request', async (t) => {
  const server = await identityServer(t);
  const [a, b] = [await server.signUp(), await server.signUp()];
  const ofB = fixtures(b.call);
  const ids = new Map<string, string>();
  for (const kind of KINDS) ids.set(kind, await ofB.id(kind));
  const before = await tenantRows(b.organization.id);
  for (const op of (await described(server.url)).filter((op) => op.method !== 'GET' && op.params.length)) {
    const kind = KINDS.find((one) => resourceOf(op.path) === one);
    if (!kind) continue;
    for (const id of [ids.get(kind) ?? '', (ids.get(kind) ?? '').toUpperCase(), ` ${ids.get(kind)}`]) {
      const path = op.path.replace(/\{\w+\}/, encodeURIComponent(id));
      const body = op.body?.required?.length ? await fixtures(a.call).body(op.id) : undefined;
      const answer = await a.call(op.method, path, body);
      t.is(answer.status, 404, `${op.id}: ${JSON.stringify(answer.body)}`);
    }
  } // prettier-ignore
  t.deepEqual(await tenantRows(b.organization.id), before);
});
