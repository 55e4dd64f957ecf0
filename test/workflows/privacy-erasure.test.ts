import test from 'ava';
import type { Standing } from '#domain/processes.ts';
import { ERASURE_STEPS, SWEEP } from '#domain/privacy/steps.contract.ts';
import { newId } from '#lib/ids.ts';
import { until } from '../_support/until.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const YEAR = 365 * 86_400_000;

const ACTIVITY = {
  withdraw: 'withdrawConsents', cancel_sends: 'cancelSends', hand_overs: 'letHandOversEnd', provider_copies: 'forgetTexts',
  processes: 'forgetProcesses', kept_answers: 'eraseAnswers', imports: 'eraseImports', exports: 'eraseExports',
  messages: 'eraseMessages', received: 'eraseReceived', verifications: 'eraseVerifications',
  consents: 'eraseConsents', contact: 'eraseContact', person_keys: 'destroyPersonKeys',
} as const; // prettier-ignore

/** The row of an erasure, as its activities see it: its legal holds, and what cannot be removed just now. */
function erasure({ holds = 0, busy = 0 } = {}) {
  const row = { holds, busy };
  const did: string[] = [];
  const steps = ERASURE_STEPS.map((step) => [
    ACTIVITY[step],
    async () => {
      did.push(step);
      return step !== 'imports' || row.busy-- <= 0;
    },
  ]);
  return {
    row,
    did,
    activities: {
      ...Object.fromEntries(steps),
      beginErasure: async () => ({ status: row.holds ? 'on_hold' : 'running', holds: row.holds }),
      certifyErasure: async () => void did.push('certified'),
    },
  };
}

const start = (taskQueue: string) =>
  env().client.workflow.start('erasePerson', {
    taskQueue,
    workflowId: newId(),
    args: [{ tenantId: newId(), id: newId() }],
  });

test.serial('each step is an activity of its own, in its order', async (t) => {
  const { activities, did } = erasure();
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    t.deepEqual(await handle.result(), { status: 'completed' });
    const { steps } = await handle.query<Standing>('standing');
    t.deepEqual(
      steps.map(({ step }) => step),
      ['looking_for_holds', ...ERASURE_STEPS, ...SWEEP, 'certifying', 'ended'],
    );
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 200, `${events?.length} events`);
  });
  t.deepEqual(did, [...ERASURE_STEPS, ...SWEEP, 'certified']);
});

test.serial('under a hold of six years nothing happens until its release', async (t) => {
  const { activities, did, row } = erasure({ holds: 2 });
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep(5 * YEAR);
    t.like(await handle.query<Standing>('standing'), {
      step: 'on_hold',
      counts: { legal_holds: 2 },
      waiting_for: ['A legal hold keeps what is stored about this person; it has to be released.'],
    });
    const { historyLength } = await handle.describe();
    t.true(historyLength < 30, `${historyLength} events`);
    row.holds = 1;
    await handle.signal('holdReleased', { holdId: newId() });
    await env().sleep(YEAR);
    t.like(await handle.query<Standing>('standing'), { counts: { legal_holds: 1 } });
    t.deepEqual(did, ['withdraw', 'cancel_sends']);
    row.holds = 0;
    await handle.signal('holdReleased', { holdId: newId() });
    t.deepEqual(await handle.result(), { status: 'completed' });
  });
  t.is(did.at(-1), 'certified');
});

test.serial('what cannot be taken away just now is looked at less and less often', async (t) => {
  const { activities, did } = erasure({ busy: 10 });
  await withWorker(env(), activities, async (queue) => {
    const began = await env().currentTimeMs();
    const handle = await start(queue);
    t.deepEqual(await handle.result(), { status: 'completed' });
    // 5 + 10 + … + 160 s, then every five minutes.
    t.true((await env().currentTimeMs()) - began >= 1_500_000);
  });
  t.is(did.filter((step) => step === 'imports').length, 11);
});

test.serial('releases without number, and the erasure goes on as new', async (t) => {
  const { activities, did, row } = erasure({ holds: 1 });
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    for (let i = 0; i < 600; i++) await handle.signal('holdReleased', { holdId: newId() });
    await until(async () => (await handle.describe()).runId !== handle.firstExecutionRunId);
    t.like(await handle.query<Standing>('standing'), { step: 'on_hold' });
    row.holds = 0;
    await handle.signal('holdReleased', { holdId: newId() });
    t.deepEqual(await env().client.workflow.getHandle(handle.workflowId).result(), {
      status: 'completed',
    });
  });
  t.is(did.filter((step) => step === 'withdraw').length, 2, 'once for the hold, once at its end');
});
