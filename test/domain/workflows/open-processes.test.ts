import test from 'ava';
import { z } from 'zod';
import { requestOptIn } from '#domain/opt-in/request-opt-in.ts';
import { workflowId, type Processes } from '#domain/processes.ts';
import { resumeAll } from '#domain/workflows/resume.ts';
import { startOpenProcesses } from '#domain/workflows/open-processes.ts';
import { startVerification } from '#domain/verification/start.ts';
import { makeAudience } from '../../../bench/audience.ts';
import { approvedCampaign } from '../../_support/campaigns.ts';
import { installation } from '../../_support/installations.ts';
import { sendTo } from '../../_support/messages.ts';
import { ownDatabase } from '../../_support/own-database.ts';
import { noProcesses, testContext, testServices } from '../../_support/services.ts';

type Start = { type: string; workflowId: string; input: unknown };

/** Remembers what is started, and with which option. */
function recorder(known: boolean) {
  const starts: Start[] = [];
  const again: Start[] = [];
  const processes: Processes = {
    ...noProcesses,
    start: async (type, workflowId, input, options) => {
      (options?.again ? again : starts).push({ type, workflowId, input });
    },
    describe: async (workflowId) =>
      known
        ? {
            workflow_id: workflowId,
            status: 'running',
            started_at: '',
            closed_at: null,
          }
        : null,
  };
  return { starts, again, processes };
}

const optInInput = z.object({ tenantId: z.string(), verificationId: z.string() });

function proofOf({ type, input }: Start): Start[] {
  if (type !== 'opt-in') return [];
  const { tenantId, verificationId: id } = optInInput.parse(input);
  return [
    {
      type: 'verification',
      workflowId: workflowId('verification', tenantId, id),
      input: { tenantId, id },
    },
  ];
}

const byId = (a: Start, b: Start): number => (a.workflowId < b.workflowId ? -1 : 1);

test('everything that is open is started again exactly as it was started first', async (t) => {
  const { starts, again, processes } = recorder(true);
  const services = await testServices(t, { processes });
  const ctx = await testContext(services);
  await startVerification(services, ctx, {
    channel: 'email',
    to: 'a@example.com',
    purpose: 'verify',
  });
  const ask = { channel: 'email', source: 'web_form', language: 'en' } as const;
  await requestOptIn(services, ctx, {
    ...ask,
    email: 'b@example.com',
    purpose: 'marketing',
    wording: 'Yes, please.',
  });
  await sendTo(
    services,
    ctx,
    { channel: 'email', address: 'c@example.com', purpose: 'marketing' },
    'request',
  );
  const tag = await makeAudience(services, ctx, 3);
  await approvedCampaign(services, ctx, { tag });
  // A campaign is always begun so that it takes the place of a process that has failed.
  const first = starts.concat(again.splice(0));
  const types = first.map((one) => one.type);
  for (const type of ['verification', 'opt-in', 'message', 'campaign'])
    t.true(types.includes(type), type);

  // The verification of a request was started by its process; without that it is started like any other.
  const all = first.concat(first.flatMap(proofOf));
  t.is(await startOpenProcesses(services, ctx), all.length);
  t.deepEqual(again.toSorted(byId), all.toSorted(byId));
});

test('what has ended is not started, nor anything where Temporal knows us and nothing was put back', async (t) => {
  const { again, processes } = recorder(true);
  // A sweep is over every tenant: on a database of its own, or two tests would take each other's.
  const services = (await installation(t, await ownDatabase(t))).services(processes);
  const ctx = await testContext(services);
  const { id } = await startVerification(services, ctx, {
    channel: 'email',
    to: 'a@example.com',
    purpose: 'verify',
  });
  await services.db.withTenant(ctx, (trx) =>
    trx('verifications').where({ id }).update({ status: 'expired', code_hmac: null }),
  );
  t.is(await startOpenProcesses(services, ctx), 0);
  await resumeAll(services);
  t.deepEqual(again, []);
});

test('a recovery is followed by one sweep, and so is a Temporal that has never heard of us', async (t) => {
  const { again, processes } = recorder(true);
  const services = (await installation(t, await ownDatabase(t))).services(processes);
  const ctx = await testContext(services);
  const { id } = await startVerification(services, ctx, {
    channel: 'email',
    to: 'a@example.com',
    purpose: 'verify',
  });
  await services.db.withTenant(ctx, (trx) =>
    trx('recoveries').insert({
      tenant_id: ctx.tenantId,
      reason: 'behind',
      known_seal: 0,
      last_seal: 0,
      applied: 0,
      finished_at: trx.fn.now(),
    }),
  );
  await resumeAll(services);
  await resumeAll(services);
  t.deepEqual(again, [
    {
      type: 'verification',
      workflowId: `verification:${ctx.tenantId}:${id}`,
      input: { tenantId: ctx.tenantId, id },
    },
  ]);
  const stranger = recorder(false);
  await resumeAll({ ...services, processes: stranger.processes });
  t.is(stranger.again.length, 1);
});
