import test from 'ava';
import type { Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const now = () => env().currentTimeMs();
const WEEK = 7 * 86_400_000;

/** The row of a copy, as its activities see it. */
function copy() {
  const row = { revoked: false, until: 0 };
  const did: string[] = [];
  return {
    row,
    did,
    activities: {
      makeCopy: async () => {
        did.push('made');
        row.until = (await now()) + WEEK;
        return { status: 'ready', waitMs: WEEK };
      },
      endCopy: async () => {
        did.push('looked');
        const waitMs = Math.max(0, row.until - (await now()));
        if (row.revoked) return { status: 'revoked', waitMs: 0 };
        return { status: waitMs ? 'ready' : 'expired', waitMs };
      },
    },
  };
}

const start = (taskQueue: string) =>
  env().client.workflow.start('copyPersonalData', {
    taskQueue,
    workflowId: newId(),
    args: [{ tenantId: newId(), id: newId() }],
  });

test.serial('a copy is there for its week, then it is taken away: 30 events', async (t) => {
  const { activities, did } = copy();
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep('1 day');
    const stands = await handle.query<Standing>('standing');
    t.like(stands, { step: 'ready', waiting_for: ['The copy can be downloaded until it expires.'] }); // prettier-ignore
    t.truthy(stands.until);
    t.deepEqual(await handle.result(), { status: 'expired' });
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 30, `${events?.length} events`);
  });
  t.deepEqual(did, ['made', 'looked']);
});

test.serial('one that is revoked goes at once', async (t) => {
  const { activities, row, did } = copy();
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep('1 hour');
    row.revoked = true;
    await handle.signal('copyRevoked', {});
    t.deepEqual(await handle.result(), { status: 'revoked' });
  });
  t.deepEqual(did, ['made', 'looked']);
});
