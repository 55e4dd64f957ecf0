import test from 'ava';
import { Context } from '@temporalio/activity';
import type { Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);

/** The same process over two kinds of files. */
const KINDS = [
  {
    workflow: 'importContactFile',
    names: ['countContactRows', 'importContactRows', 'tidyContactImport'],
    counts: { created: 8, updated: 1, failed: 1 },
  },
  {
    workflow: 'importSuppressionFile',
    names: ['countSuppressionRows', 'importSuppressionRows', 'tidySuppressionImport'],
    counts: { created: 8, already: 1, failed: 1 },
  },
] as const;

for (const { workflow, names, counts } of KINDS) {
  const [count, read, tidy] = names;
  const start = (taskQueue: string) =>
    env().client.workflow.start(workflow, {
      taskQueue,
      workflowId: newId(),
      args: [{ tenantId: newId(), id: newId(), run: 1 }],
    });

  test.serial(`${workflow} counts, reads and tidies up, each tried until it is done`, async (t) => {
    const did: string[] = [];
    const twice = (name: string): void => {
      if (did.push(name) && did.filter((one) => one === name).length < 2) throw new Error('away');
    };
    const activities = {
      [count]: async () => {
        twice('count');
        return { total: 10 };
      },
      [read]: async () => twice('read'),
      [tidy]: async () => {
        twice('tidy');
        return { status: 'completed', ...counts };
      },
    };
    await withWorker(env(), activities, async (queue) => {
      const handle = await start(queue);
      t.deepEqual(await handle.result(), { status: 'completed', ...counts });
      const standing = await handle.query<Standing>('standing');
      t.like(standing.counts, { ...counts });
      t.deepEqual(
        standing.steps.map(({ step }) => step),
        ['counting_rows', 'importing_rows', 'tidying_up', 'ended'],
      );
      const { events } = await handle.fetchHistory();
      t.true((events?.length ?? 0) <= 32, `${events?.length} events`);
    });
    t.deepEqual(did, ['count', 'count', 'read', 'read', 'tidy', 'tidy']);
  });

  test.serial(`${workflow} stops where it is when somebody stops it`, async (t) => {
    const reading = Promise.withResolvers<void>();
    let stopped = false;
    const activities = {
      [count]: async () => ({ total: 10 }),
      [read]: async () => {
        reading.resolve();
        const beat = setInterval(() => Context.current().heartbeat({ rows: 5 }), 100);
        try {
          await Context.current().cancelled;
        } finally {
          stopped = true;
          clearInterval(beat);
        }
      },
      [tidy]: async () => ({ status: 'canceled', ...counts }),
    };
    await withWorker(env(), activities, async (queue) => {
      const handle = await start(queue);
      await reading.promise;
      await handle.signal('importCanceled', {});
      t.deepEqual(await handle.result(), { status: 'canceled', ...counts });
      t.is((await handle.describe()).status.name, 'COMPLETED');
    });
    t.true(stopped);
  });

  test.serial(`${workflow}: a worker that fell silent is taken over soon`, async (t) => {
    let [tries, began, takenOver] = [0, 0, 0];
    const activities = {
      [count]: async () => ({ total: 10 }),
      [read]: async () => {
        const now = await env().currentTimeMs();
        // The first attempt is silent from then on: no heartbeat, no end.
        if (++tries === 1) {
          began = now;
          await Context.current().cancelled;
        }
        takenOver = (await env().currentTimeMs()) - began;
      },
      [tidy]: async () => ({ status: 'completed', ...counts }),
    };
    await withWorker(env(), activities, async (queue) => {
      t.like(await (await start(queue)).result(), { status: 'completed' });
    });
    t.is(tries, 2);
    // Twenty seconds of silence, and what a busy machine adds.
    t.true(takenOver > 0 && takenOver < 300_000, `after ${takenOver} ms`);
  });
}
