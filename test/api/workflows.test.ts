import test from 'ava';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { createTemporal } from '#temporal/client.ts';
import { createProcesses } from '#temporal/processes.ts';
import { testApi } from '../_support/api.ts';
import { until } from '../_support/until.ts';

/** The real Temporal of the test run; no worker, so what is started stays as it is. */
function temporal(t: { teardown(end: () => unknown): void }) {
  const config = loadConfig();
  const made = createTemporal({
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    masterKey: config.masterKey,
  });
  t.teardown(() => made.close());
  return createProcesses(made, config.PATIENCE_MS);
}

test('a running process is shown, canceled by what it is for, and only by its own tenant', async (t) => {
  const api = await testApi(t, { processes: temporal(t) });
  const [mine, other] = [await api.tenant(), await api.tenant()];
  const made = await mine.call('POST', '/verifications', { channel: 'email', to: 'a@b.example' });
  t.is(made.status, 202, JSON.stringify(made.body));
  const path = `/workflows/${encodeURIComponent(made.body.workflow_id)}`;
  const shown = await mine.call('GET', path);
  t.is(shown.status, 200, JSON.stringify(shown.body));
  t.like(shown.body, {
    workflow_id: made.body.workflow_id,
    type: 'verification',
    entity_id: made.body.id,
    status: 'running',
    closed_at: null,
    // No worker answers, so the rows do: the code has not gone out.
    source: 'ledger',
    step: 'sending_code',
    waiting_for: [],
    cancelable: true,
  });
  t.is((await other.call('GET', path)).status, 404);
  t.is((await other.call('POST', `${path}/cancel`)).status, 404);
  const reader = await api.tenant(['workflows:read']);
  t.is((await reader.call('POST', `${path}/cancel`)).status, 403);

  t.is((await mine.call('POST', `${path}/cancel`)).status, 202);
  const after = await mine.call('GET', `/verifications/${made.body.id}`);
  t.is(after.body.status, 'canceled');
  t.is((await mine.call('POST', `${path}/cancel`)).status, 409, 'it is canceled already');
});

test('a process that must run to its end cannot be canceled', async (t) => {
  const processes = temporal(t);
  const api = await testApi(t, { processes });
  const tenant = await api.tenant();
  const { tenantId } = tenant.context;
  const id = newId();
  const workflowId = `opt-out:${tenantId}:${id}`;
  await processes.start('opt-out', workflowId, { tenantId, id });
  const path = `/workflows/${encodeURIComponent(workflowId)}`;
  t.like((await tenant.call('GET', path)).body, { status: 'running', cancelable: false });
  const refused = await tenant.call('POST', `${path}/cancel`);
  t.is(refused.status, 409);
  t.regex(refused.body.detail, /runs to its end/);
});

test('what is no workflow of ours is not found', async (t) => {
  const api = await testApi(t, { processes: temporal(t) });
  const { call, context } = await api.tenant();
  for (const id of [
    newId(),
    `verification:${context.tenantId}:${newId()}`,
    `verification:${context.tenantId}:..`,
    `campaign:${newId()}:${newId()}:1`,
    'dispatcher',
  ]) {
    t.is((await call('GET', `/workflows/${encodeURIComponent(id)}`)).status, 404, id);
  }
});

test('processes are listed by type, thing, step and state, a page at a time, for their tenant only', async (t) => {
  const api = await testApi(t, { processes: temporal(t) });
  const [mine, other] = [await api.tenant(), await api.tenant()];
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    const to = `${name}@b.example`;
    ids.push((await mine.call('POST', '/verifications', { channel: 'email', to })).body.id);
  }
  const list = (query: string, who = mine) => who.call('GET', `/workflows?${query}`);
  await until(async () => (await list('type=verification')).body.data.length === 3);
  const first = await list('limit=2');
  t.deepEqual(Object.keys(first.body.data[0]).toSorted(), [
    'cancelable', 'closed_at', 'entity_id', 'started_at', 'status', 'step', 'type', 'workflow_id',
  ]); // prettier-ignore
  const second = await list(`limit=2&cursor=${first.body.next_cursor}`);
  const seen = [...first.body.data, ...second.body.data].map((one) => one.entity_id);
  t.deepEqual(seen.toSorted(), ids.toSorted());
  t.is(second.body.next_cursor, null);
  t.is((await list(`entity_id=${ids[1]}&status=running`)).body.data[0]?.entity_id, ids[1]);
  t.deepEqual((await list('status=completed')).body.data, []);
  t.deepEqual((await list('type=campaign')).body.data, []);
  t.deepEqual((await list('type=verification', other)).body.data, []);
  // No worker has run: nothing has said its step.
  t.deepEqual((await list('step=waiting_for_code')).body.data, []);
  t.is((await list(`entity_id=${String(ids[1]).toUpperCase()}`)).body.data.length, 1);
  // A cursor continues its own list only: another filter, another organization.
  const cursor = `cursor=${first.body.next_cursor}`;
  for (const [query, who] of [[`${cursor}&status=running`, mine], [`${cursor}&type=verification`, mine], [cursor, other]] as const) {
    t.like(await list(query, who), { status: 422, body: { errors: [{ path: 'cursor' }] } }, query);
  }
  for (const query of ['type=nothing', 'status=sleeping', "step=a' or 1", 'entity_id=1', 'cursor=x', 'who=1']) {
    t.is((await list(query)).status, 422, query);
  }
  const writer = await api.tenant(['contacts:read']);
  t.is((await list('', writer)).status, 403);
}); // prettier-ignore
