import test, { type ExecutionContext } from 'ava';
import type { Context, Services } from '#domain/context.ts';
import { deliverOverdue } from '#domain/process-outbox/overdue.ts';
import { postSignal, postStart } from '#domain/process-outbox/post.ts';
import { workflowId } from '#domain/processes.ts';
import { startVerification } from '#domain/verification/start.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';
import { until } from '../_support/until.ts';
import { heardOf, simulatedTemporal } from '../_support/temporal-away.ts';

async function setup(t: ExecutionContext) {
  const { state, processes } = simulatedTemporal({ away: false });
  const services = await testServices(t, { processes });
  return { state, services, ctx: await testContext(services) };
}

const waiting = ({ db }: Services, ctx: Context): Promise<{ signal: string | null }[]> =>
  db.withTenant(ctx, (trx) => trx('process_outbox').orderBy('id').select('signal'));

/** Makes it a minute old. */
const age = ({ db }: Services, ctx: Context) =>
  db.withTenant(ctx, (trx) =>
    trx('process_outbox').update({ posted_at: trx.raw(`posted_at - interval '1 minute'`) }),
  );

test.serial(
  'a verification whose start failed after the commit is answered, and started within a minute',
  async (t) => {
    const { state, services, ctx } = await setup(t);
    state.away = true;
    const made = await startVerification(services, ctx, {
      channel: 'email',
      to: 'amina@example.com',
      purpose: 'verify',
    });
    t.is(made.status, 'pending');
    t.deepEqual(state.heard, []);
    state.away = false;
    await deliverOverdue(services);
    t.is(
      (await waiting(services, ctx)).length,
      1,
      'whoever posted it may still be about to deliver it',
    );
    await age(services, ctx);
    await deliverOverdue(services);
    t.deepEqual(heardOf(ctx.tenantId, state), [`start verification:${ctx.tenantId}:${made.id}`]);
    t.deepEqual(await waiting(services, ctx), []);
  },
);

test.serial('what is undone is not delivered; what is committed is, and forgotten', async (t) => {
  const { state, services, ctx } = await setup(t);
  const id = workflowId('opt-in', ctx.tenantId, newId());
  const undone = services.db.withTenant(ctx, async (trx) => {
    await postSignal(trx, ctx, 'opt-in', [id], 'consentChanged', { state: 'granted' });
    throw new Error('undone');
  });
  await t.throwsAsync(undone, { message: 'undone' });
  t.deepEqual(state.heard, []);
  await services.db.withTenant(ctx, (trx) =>
    postSignal(trx, ctx, 'opt-in', [id], 'consentChanged', { state: 'granted' }),
  );
  t.deepEqual(state.heard, [`consentChanged ${id}`]);
  await t.notThrowsAsync(until(async () => (await waiting(services, ctx)).length === 0, 5_000));
});

test.serial(
  'what concerns one process arrives in order, also when it is delivered late',
  async (t) => {
    const { state, services, ctx } = await setup(t);
    state.away = true;
    const id = newId();
    const process = workflowId('verification', ctx.tenantId, id);
    await services.db.withTenant(ctx, async (trx) => {
      await postStart(trx, ctx, 'verification', process, { tenantId: ctx.tenantId, id });
      await postSignal(trx, ctx, 'verification', [process], 'codeRequested', { send: 2 });
    });
    await age(services, ctx);
    await deliverOverdue(services);
    t.deepEqual(await waiting(services, ctx), [{ signal: null }, { signal: 'codeRequested' }]);
    state.away = false;
    await deliverOverdue(services);
    t.deepEqual(heardOf(ctx.tenantId, state), [`start ${process}`, `codeRequested ${process}`]);
  },
);

test.serial('nobody waits longer than a second for a Temporal that does not answer', async (t) => {
  const { state, services, ctx } = await setup(t);
  const answer = Promise.withResolvers<void>();
  const start = services.processes.start;
  services.processes.start = async (...args) => {
    await answer.promise;
    await start(...args);
  };
  const process = workflowId('verification', ctx.tenantId, newId());
  // Ends although Temporal never answers until then.
  await services.db.withTenant(ctx, (trx) =>
    postStart(trx, ctx, 'verification', process, { tenantId: ctx.tenantId, id: newId() }),
  );
  t.deepEqual(state.heard, []);
  answer.resolve();
  await t.notThrowsAsync(until(async () => (await waiting(services, ctx)).length === 0, 5_000));
  t.deepEqual(state.heard, [`start ${process}`]);
});

test.serial('another tenant sees nothing of it', async (t) => {
  const { state, services, ctx } = await setup(t);
  state.away = true;
  const process = workflowId('verification', ctx.tenantId, newId());
  await services.db.withTenant(ctx, (trx) =>
    postSignal(trx, ctx, 'verification', [process], 'codeRequested', { send: 2 }),
  );
  t.deepEqual(await waiting(services, await testContext(services)), []);
});
