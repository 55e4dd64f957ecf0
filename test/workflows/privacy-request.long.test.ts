import test from 'ava';
import { refuseRequest } from '#domain/privacy/requests/decide.ts';
import { recordRequest } from '#domain/privacy/requests/record.ts';
import { requestStands } from '#domain/privacy/requests/stands.ts';
import { tellPerson } from '#domain/privacy/requests/tell-person.ts';
import { watchMonth } from '#domain/privacy/requests/watch-month.ts';
import { createContact } from '#domain/contacts/create.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { onClock } from '../_support/clock.ts';
import { person } from '../_support/canaries.ts';
import { testContext, testServices } from '../_support/services.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const DAY = 86_400_000;
type Input = ProcessInputs['privacy-request'];

test.serial('the month of a request: reminded a week before its end, overdue at it', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const contact = await createContact(services, ctx, { ...person('month'), tags: [], fields: {} });
  const request = await recordRequest(services, ctx, { contact_id: contact.id, kind: 'export' });
  // The ledger's month runs on the server's skipped clock.
  const began = { real: Date.now(), skipped: await env().currentTimeMs() };
  const clocked = async () => {
    const now = began.real + ((await env().currentTimeMs()) - began.skipped);
    return onClock(services, () => new Date(now));
  };
  const activities = {
    lookAtRequest: async ({ id }: Input) => requestStands(await clocked(), ctx, id),
    watchMonth: async ({ id }: Input) => watchMonth(await clocked(), ctx, id),
    tellPerson: async ({ id }: Input) => tellPerson(await clocked(), ctx, id, async () => 'sent'),
  };
  const row = () =>
    services.db.withTenant(ctx, async (trx) =>
      trx('privacy_requests')
        .where({ id: request.id })
        .first('reminded_at', 'overdue_at', 'due_at'),
    );
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await env().client.workflow.start('answerRequest', {
      taskQueue,
      workflowId: request.workflow_id,
      args: [{ tenantId: ctx.tenantId, id: request.id }],
    });
    const { due_at: due } = await row();
    const untilDue = due.getTime() - began.real;
    await env().sleep(untilDue - 8 * DAY);
    t.like(await row(), { reminded_at: null, overdue_at: null });
    await env().sleep(2 * DAY);
    t.truthy((await row()).reminded_at);
    t.is((await row()).overdue_at, null);
    await env().sleep(7 * DAY);
    t.truthy((await row()).overdue_at);
    await refuseRequest(services, ctx, request.id, { reason: 'identity' });
    await handle.signal('requestDecided', { status: 'refused' });
    t.deepEqual(await handle.result(), { status: 'refused' });
  });
});
