import { MockActivityEnvironment } from '@temporalio/testing';
import test from 'ava';
import { createLogger } from '#lib/logger.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { inEachTenant } from '../../activities/in-each-tenant.ts';

const deps = { logger: createLogger('test', 'silent') };
const HOW = { what: 'count sheep', actor: 'test' };
const tenants = [1, 2, 3].map(() => tenantId(newId()));

test('one tenant that fails delays no other, and makes the activity be tried again', async (t) => {
  const activity = new MockActivityEnvironment();
  const beats: unknown[] = [];
  activity.on('heartbeat', (details: object) => beats.push({ ...details }));
  const reached: string[] = [];
  const run = activity.run(() =>
    inEachTenant(deps, tenants, HOW, async (ctx, done) => {
      reached.push(ctx.tenantId);
      if (ctx.tenantId === tenants[1]) throw new Error('damaged');
      done(5);
    }),
  );
  await t.throwsAsync(run, { message: 'could not count sheep for 1 tenants' });
  t.deepEqual(reached, tenants);
  t.deepEqual(beats.at(-1), { tenants: 2, done: 10 });
});

test('who is told to end ends between two counts, and calls it no failure', async (t) => {
  const activity = new MockActivityEnvironment();
  const reached: string[] = [];
  const run = activity.run(() =>
    inEachTenant(deps, tenants, HOW, async (ctx, done) => {
      reached.push(ctx.tenantId);
      activity.cancel();
      done(5);
      reached.push('went on');
    }),
  );
  await t.throwsAsync(run, { name: 'CancelledFailure' });
  t.deepEqual(reached, [tenants[0]]);
});
