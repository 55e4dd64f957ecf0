import test from 'ava';
import pino from 'pino';
import { scheduleCampaign } from '#domain/campaigns/control.ts';
import { getCampaign } from '#domain/campaigns/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { getRotation } from '#domain/keys/read.ts';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { getErasure } from '#domain/privacy/erasure/read.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { getExport } from '#domain/privacy/export/read.ts';
import { requestExport } from '#domain/privacy/export/request.ts';
import { workflowId, type Processes, type ProcessType } from '#domain/processes.ts';
import { getRun } from '#domain/retention/read-runs.ts';
import { startRun } from '#domain/retention/start-run.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { lastingFailures } from '../../worker/lasting-failures.ts';
import { approvedCampaign } from '../_support/campaigns.ts';
import { live } from '../_support/lived.ts';
import { noProcesses, testContext, testServices } from '../_support/services.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const logger = pino({ level: 'silent' });

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function unreadable(): Promise<never> {
  throw new AppError('invalid', 'This is not what it should be');
}

test.serial('what can never succeed ends at the first try, and its page says so', async (t) => {
  const again: unknown[] = [];
  const processes: Processes = {
    ...noProcesses,
    start: async (type, _, __, options) => void again.push([type, options?.again]),
  };
  const services = await testServices(t, { processes });
  const ctx = await testContext(services);
  const { tenantId } = ctx;
  const person = await live(services, ctx, 'asks');
  const file = await keepFile(services, ctx, newId(), bytes('email\na@example.com\n'));
  const made = await createImport(services, ctx, file, uploadOptions.parse({}));
  const copy = await requestExport(services, ctx, { contact_id: person.id });
  const erasure = await requestErasure(services, ctx, { contact_id: person.id, dry_run: false });
  const run = await startRun(services, ctx, { dry_run: true });
  const rotation = await startRotation(services, ctx, { kind: 'seal', keep_days: 30 });
  await services.db.withTenant(ctx, (trx) => trx('contacts').update({ tags: ['all'] }));
  const { id: campaign } = await approvedCampaign(services, ctx, { tag: 'all' });

  // As Postgres and our own code say it.
  const outOfRange = (): Promise<unknown> =>
    services.db.withTenant(ctx, (trx) => trx.raw(`select '99999999-01-01'::timestamptz`));
  const activities = {
    countContactRows: outOfRange,
    makeCopy: unreadable,
    beginErasure: outOfRange,
    listKinds: () => JSON.parse('{'),
    takeUpRotation: unreadable,
    reconcileCampaign: outOfRange,
  };
  const cases: [ProcessType, string, string, () => Promise<{ status: string; failure: string | null }>, string][] = [
    ['import', 'importContactFile', made.id, () => getImport(services, ctx, made.id), 'failed'],
    ['privacy-export', 'copyPersonalData', copy.id, () => getExport(services, ctx, copy.id), 'failed'],
    ['privacy-erasure', 'erasePerson', erasure.id, () => getErasure(services, ctx, erasure.id), 'failed'],
    ['retention', 'applyPolicies', run.id, () => getRun(services, ctx, run.id), 'failed'],
    ['key-rotation', 'replaceKey', rotation.id, () => getRotation(services, ctx, rotation.id), 'failed'],
    ['campaign', 'sendCampaign', campaign, () => getCampaign(services, ctx, campaign), 'paused'],
  ]; // prettier-ignore
  const around = [lastingFailures({ services, logger })];
  await withWorker(
    env(),
    activities,
    async (taskQueue) => {
      for (const [type, workflow, id, read, status] of cases) {
        const began = env().client.workflow.execute(workflow, {
          workflowId: workflowId(type, tenantId, id),
          taskQueue,
          args: [{ tenantId, id, run: 1 }],
        });
        await t.throwsAsync(began, { name: 'WorkflowFailedError' }, type);
        const now = await read();
        t.is(now.status, status, type);
        t.regex(now.failure ?? '', /22008|not what it should be|another form/, type);
      }
    },
    newId(),
    around,
  );
  const audit = await services.db.withTenant(ctx, (trx) =>
    trx('audit_log').where({ action: 'process.failed' }).select('entity_id'),
  );
  t.is(audit.length, cases.length);
  // A campaign continues once its cause was fixed, although its process has ended.
  again.length = 0;
  await scheduleCampaign(services, ctx, campaign, 'now');
  t.deepEqual(again, [['campaign', true]]);
  // A failed erasure is requested again.
  await t.notThrowsAsync(requestErasure(services, ctx, { contact_id: person.id, dry_run: false }));
  t.is((await runImport(services, ctx, made.id, () => undefined)).status, 'failed');
});

test.serial('what may pass is tried on, what stays unclear is not tried for ever', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const file = await keepFile(services, ctx, newId(), bytes('email\na@example.com\n'));
  const made = await createImport(services, ctx, file, uploadOptions.parse({}));
  let tries = 0;
  const away = Object.assign(new Error('deadlock detected'), { code: '40P01' });
  const countContactRows = async (): Promise<never> => {
    tries++;
    throw tries < 7 ? away : new Error('something');
  };
  await withWorker(
    env(),
    { countContactRows },
    async (taskQueue) => {
      const began = env().client.workflow.execute('importContactFile', {
        workflowId: workflowId('import', ctx.tenantId, made.id),
        taskQueue,
        args: [{ tenantId: ctx.tenantId, id: made.id, run: 1 }],
      });
      await t.throwsAsync(began, { name: 'WorkflowFailedError' });
    },
    newId(),
    [lastingFailures({ services, logger }, 5)],
  );
  t.is(tries, 7);
  t.like(await getImport(services, ctx, made.id), { status: 'failed' });
});
