import test from 'ava';
import { described, faults, fill, resourceOf } from '../../_support/described.ts';
import { fixtures, hasFixture } from '../../_support/fixtures.ts';
import { identityServer } from '../../_support/identity.ts';

test('lists, filters, searches and cursors show no row of another organization', async (t) => {
  const server = await identityServer(t);
  const [a, b] = [await server.signUp(), await server.signUp()];
  const ofB = fixtures(b.call);
  const operations = await described(server.url);
  const resources = [
    ...new Set(operations.filter((op) => op.params.length).map((op) => resourceOf(op.path))),
  ];
  const idsOfB = new Set([b.organization.id, b.userId, b.keyId, b.email]);
  for (const resource of resources) if (hasFixture(resource)) idsOfB.add(await ofB.id(resource));
  const leaks = (body: unknown): string[] => {
    const text = JSON.stringify(body);
    return [...idsOfB].filter((id) => text.includes(id));
  };

  for (const op of operations.filter((op) => op.method === 'GET' && op.query.includes('cursor'))) {
    const id = op.params.length ? await fixtures(a.call).id(resourceOf(op.path)) : '';
    const path = fill(op.path, Object.fromEntries(op.params.map((param) => [param, id])));
    const all = await a.call('GET', `${path}?limit=200`);
    t.is(all.status, 200, op.id);
    t.deepEqual(leaks(all.body), [], op.id);
    for (const name of op.query.filter((name) => !['limit', 'cursor'].includes(name))) {
      for (const value of idsOfB) {
        const filtered = await a.call('GET', `${path}?${name}=${encodeURIComponent(value)}`);
        t.deepEqual(faults(filtered), [], `${op.id} ?${name}`);
        if (filtered.status < 300) t.deepEqual(leaks(filtered.body), [], `${op.id} ?${name}`);
      }
    }
    // B's cursor contains only a time: with it A sees A's own rows or none.
    if (op.params.length) continue;
    const page = await b.call('GET', `${path}?limit=1`);
    if (!page.body.next_cursor) continue;
    const stolen = await a.call('GET', `${path}?limit=200&cursor=${page.body.next_cursor}`);
    t.is(stolen.status, 200, op.id);
    t.deepEqual(leaks(stolen.body), [], `${op.id} with a cursor of another organization`);
  }
});

test('"already there" says nothing about another organization', async (t) => {
  const server = await identityServer(t);
  const [a, b] = [await server.signUp(), await server.signUp()];
  const bodies = fixtures(b.call);
  for (const op of (await described(server.url)).filter(
    (op) => op.idempotent && !op.params.length,
  )) {
    if (op.multipart || op.id === 'campaigns.create') continue;
    const body = await bodies.body(op.id);
    const first = await b.call(op.method, op.path, body, { 'idempotency-key': 'shared-key-1' });
    const second = await a.call(op.method, op.path, body, { 'idempotency-key': 'shared-key-1' });
    t.is(second.status, first.status, `${op.id}: ${JSON.stringify(second.body)}`);
    t.is(second.headers.get('idempotent-replayed'), null, op.id);
    if (first.status < 300) t.not(second.body.id, first.body.id, op.id);
  }
});
