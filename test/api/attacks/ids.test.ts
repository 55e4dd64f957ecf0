import test from 'ava';
import type { Processes } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { described, faults, fill, resourceOf } from '../../_support/described.ts';
import { fixtures, validBody } from '../../_support/fixtures.ts';
import { identityServer } from '../../_support/identity.ts';
import { noProcesses } from '../../_support/services.ts';
import { tenantRows } from '../../_support/tenant-rows.ts';

/** A Temporal that knows every workflow it is asked for. */
const knowsAll: Processes = {
  ...noProcesses,
  describe: async (id) => ({
    workflow_id: id,
    type: 'verification',
    status: 'running',
    started_at: new Date().toISOString(),
    closed_at: null,
    waiting_for: [],
  }),
};

/** The doors for visitors open for everybody. */
const isForOwners = (path: string): boolean => !path.startsWith('/public/');

test('another organization’s id is answered like one that does not exist, for every operation', async (t) => {
  const server = await identityServer(t, { processes: knowsAll });
  const [a, b] = [await server.signUp(), await server.signUp()];
  const [ofA, ofB] = [fixtures(a.call), fixtures(b.call)];
  const operations = (await described(server.url)).filter(
    (op) => op.params.length && isForOwners(op.path),
  );
  t.true(operations.length > 10);
  for (const op of operations) await ofB.id(resourceOf(op.path));
  const before = await tenantRows(b.organization.id);

  for (const op of operations) {
    const body = await validBody(op, ofA);
    const foreign = await ofB.id(resourceOf(op.path));
    // An unused id of the same form.
    const random = foreign.replace(/[0-9a-f-]{36}$/, newId());
    const attack = (id: string) =>
      server.call(
        op.method,
        fill(op.path, Object.fromEntries(op.params.map((param) => [param, id]))),
        body,
        {
          'x-request-id': 'the-same-id',
          // What is a person's own is refused to any key.
          ...(op.permission === null
            ? { cookie: a.cookie, origin: server.url }
            : { authorization: `Bearer ${a.key}` }),
        },
      );
    const answer = await attack(foreign);
    const nobody = await attack(random);
    const name = `${op.method} ${op.path}`;
    t.deepEqual(faults(answer), [], name);
    t.is(answer.status, 404, `${name}: ${JSON.stringify(answer.body)}`);
    t.deepEqual({ ...answer.body, instance: '' }, { ...nobody.body, instance: '' }, name);
  }
  t.deepEqual(await tenantRows(b.organization.id), before);
});

test('an id in a path that is no id is not found, for every operation', async (t) => {
  const server = await identityServer(t);
  const { call } = await server.signUp();
  const mine = fixtures(call);
  for (const op of (await described(server.url)).filter((op) => op.params.length)) {
    const body = await validBody(op, mine);
    for (const id of ['1', "' or 1=1 --", '%00', '..%2f..%2fetc', '\ud7ff', '0'.repeat(400)]) {
      const path = fill(op.path, Object.fromEntries(op.params.map((param) => [param, id])));
      const answer = await call(op.method, path, body);
      t.deepEqual(faults(answer), [], `${op.method} ${path}`);
      // A path that could be decoded twice to a NUL or `..` is refused by api/middleware/request-target.ts.
      t.is(answer.status, /%(?:00|2f)/.test(id) ? 400 : 404, `${op.method} ${path}`);
    }
  }
});
