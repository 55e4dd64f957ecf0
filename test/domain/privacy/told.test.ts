import test, { type ExecutionContext } from 'ava';
import type { Context, Services } from '#domain/context.ts';
import { placeHold } from '#domain/privacy/place.ts';
import { releaseHold } from '#domain/holds/release.ts';
import { beginErasure } from '#domain/privacy/erasure/begin.ts';
import { getErasure } from '#domain/privacy/erasure/read.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { revokeExport } from '#domain/privacy/export/read.ts';
import { makeCopy } from '#domain/privacy/export/make-copy.ts';
import { requestExport } from '#domain/privacy/export/request.ts';
import { carryOutRequest, refuseRequest } from '#domain/privacy/requests/decide.ts';
import { recordRequest } from '#domain/privacy/requests/record.ts';
import { stateFailure } from '#domain/workflows/state-failure.ts';
import { deliverOverdue } from '#domain/process-outbox/overdue.ts';
import type { Processes } from '#domain/processes.ts';
import { getWorkflow } from '#domain/workflows/read.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { carryOut } from '../../_support/erasing.ts';
import { live, type Lived } from '../../_support/lived.ts';
import { noProcesses, testContext, testServices } from '../../_support/services.ts';

/*
 * A decision about a person's data gets an answer, and its process is signaled, whether or not Temporal is available.
 */
type World = {
  services: Services;
  ctx: Context;
  who: Lived;
  heard: string[];
  temporal: { away: boolean };
};

async function setUp(t: ExecutionContext): Promise<World> {
  const temporal = { away: false };
  const heard: string[] = [];
  const ours = { tenantId: '' };
  const reach = (what: string, workflowId: string): void => {
    if (temporal.away) throw new AppError('unavailable', 'away');
    // Other tests' processes are overdue too.
    if (workflowId.includes(ours.tenantId)) heard.push(what);
  };
  const processes: Processes = {
    ...noProcesses,
    start: async (type, id, _, { again = false } = {}) =>
      reach(`start ${type}${again ? ' again' : ''}`, id),
    signal: async (id, signal) => {
      reach(signal, id);
      return true;
    },
    describe: async (id) => ({
      workflow_id: id,
      status: 'running',
      started_at: new Date().toISOString(),
      closed_at: null,
    }),
  };
  const services = await testServices(t, { processes, max: 6 });
  const ctx = await testContext(services);
  ours.tenantId = ctx.tenantId;
  const who = await live(services, ctx, 'asks');
  heard.length = 0;
  return { services, ctx, who, heard, temporal };
}

/** Acts while Temporal is away; afterwards the missed signals are delivered, as within a minute. */
async function away<T>(
  { services, ctx, temporal, heard }: World,
  act: () => Promise<T>,
): Promise<T> {
  temporal.away = true;
  const done = await act();
  temporal.away = false;
  heard.length = 0;
  await services.db.withTenant(ctx, (trx) =>
    trx('process_outbox').update({ posted_at: trx.raw(`posted_at - interval '1 minute'`) }),
  );
  while (await deliverOverdue(services));
  return done;
}

test.serial(
  'a request, its decision and what carries it out are told, late if they must be',
  async (t) => {
    const w = await setUp(t);
    const { services, ctx, who, heard } = w;
    const record = (kind: 'export' | 'erasure') =>
      recordRequest(services, ctx, { contact_id: who.id, kind });
    const wish = await away(w, () => record('export'));
    t.deepEqual(heard, ['start privacy-request']);
    const decided = await away(w, () => carryOutRequest(services, ctx, wish.id));
    t.deepEqual(heard, ['start privacy-export', 'requestDecided']);
    const copy = decided.process_id ?? '';
    await away(w, () => makeCopy(services, ctx, copy, { processors: [] }));
    t.deepEqual(heard, ['requestCarriedOut']);
    await away(w, () => revokeExport(services, ctx, copy));
    t.deepEqual(heard, ['copyRevoked']);
    const other = await record('erasure');
    await away(w, () => refuseRequest(services, ctx, other.id, { reason: 'identity' }));
    t.deepEqual(heard, ['requestDecided']);
  },
);

test.serial('a copy that cannot be made is told to the request that waits for it', async (t) => {
  const w = await setUp(t);
  const { services, ctx, who, heard } = w;
  const wish = await recordRequest(services, ctx, { contact_id: who.id, kind: 'export' });
  const { process_id: copy } = await carryOutRequest(services, ctx, wish.id);
  await away(w, () =>
    stateFailure(services, `privacy-export:${ctx.tenantId}:${copy}`, 'unreadable'),
  );
  t.deepEqual(heard, ['requestCarriedOut']);
});

test.serial('the release of a hold starts again what it held, and tells it', async (t) => {
  const w = await setUp(t);
  const { services, ctx, who, heard } = w;
  const hold = await placeHold(services, ctx, {
    scope: 'contact',
    contact_id: who.id,
    reason: 'a claim before court',
  });
  const { id } = await away(w, () =>
    requestErasure(services, ctx, { contact_id: who.id, dry_run: false }),
  );
  t.deepEqual(heard, ['start privacy-erasure']);
  t.deepEqual(await beginErasure(services, ctx, id), { status: 'on_hold', holds: 1 });
  heard.length = 0;
  // One that does not keep this person wakes nobody.
  const other = await placeHold(services, ctx, {
    scope: 'contact',
    email: 'other@example.com',
    reason: 'a claim of somebody else',
  });
  await releaseHold(services, ctx, other.id, { reason: 'that one was settled' });
  t.deepEqual(heard, []);
  await away(w, () => releaseHold(services, ctx, hold.id, { reason: 'it was settled' }));
  t.deepEqual(heard, ['start privacy-erasure again', 'holdReleased']);
  t.deepEqual(await beginErasure(services, ctx, id), { status: 'running', holds: 0 });
});

test.serial('an erasure that ends tells the request it carries out', async (t) => {
  const w = await setUp(t);
  const { services, ctx, who, heard } = w;
  const wish = await recordRequest(services, ctx, { contact_id: who.id, kind: 'erasure' });
  const { process_id: erasure } = await carryOutRequest(services, ctx, wish.id);
  await away(w, () => carryOut(services, ctx, erasure ?? ''));
  t.true(heard.includes('requestCarriedOut'), heard.join());
});

test.serial(
  'a release at the moment at which an erasure finds the hold is missed by neither',
  async (t) => {
    const { services, ctx, who, heard } = await setUp(t);
    for (let i = 0; i < 10; i++) {
      const hold = await placeHold(services, ctx, {
        scope: 'contact',
        contact_id: who.id,
        reason: 'a claim before court',
      });
      const { id } = await requestErasure(services, ctx, { contact_id: who.id, dry_run: false });
      heard.length = 0;
      const [begun] = await Promise.all([
        beginErasure(services, ctx, id),
        releaseHold(services, ctx, hold.id, { reason: 'it was settled' }),
      ]);
      t.is(heard.includes('holdReleased'), begun.status === 'on_hold');
      await services.db.withTenant(ctx, (trx) =>
        trx('privacy_erasures')
          .where({ id })
          .update({ status: 'failed', failure: 'for the next round' }),
      );
    }
  },
);

test.serial('while no worker answers the ledger says where they stand', async (t) => {
  const { services, ctx, who } = await setUp(t);
  const wish = await recordRequest(services, ctx, { contact_id: who.id, kind: 'erasure' });
  const stands = (id: string) => getWorkflow(services, ctx, id);
  t.like(await stands(wish.workflow_id), {
    step: 'waiting_for_decision',
    source: 'ledger',
    waiting_for: ['Somebody has to carry out the request or refuse it.'],
  });
  const copy = await requestExport(services, ctx, { contact_id: who.id });
  t.like(await stands(copy.workflow_id), { step: 'making_the_copy', waiting_for: [] });
  await makeCopy(services, ctx, copy.id, { processors: [] });
  const ready = await stands(copy.workflow_id);
  t.like(ready, { step: 'ready', source: 'ledger' });
  t.truthy(ready.until);
  const hold = await placeHold(services, ctx, {
    scope: 'contact',
    contact_id: who.id,
    reason: 'a claim before court',
  });
  const { process_id } = await carryOutRequest(services, ctx, wish.id);
  const erasure = await getErasure(services, ctx, process_id ?? newId());
  await beginErasure(services, ctx, erasure.id);
  t.like(await stands(erasure.workflow_id ?? ''), {
    step: 'on_hold',
    counts: { legal_holds: 1 },
    waiting_for: ['A legal hold keeps what is stored about this person; it has to be released.'],
  });
  t.like(await stands(wish.workflow_id), {
    step: 'carrying_out',
    waiting_for: ['The person has to be erased; a legal hold may delay that.'],
  });
  await releaseHold(services, ctx, hold.id, { reason: 'the claim was settled' });
  // Nobody has to release it again.
  t.like(await stands(erasure.workflow_id ?? ''), { step: 'looking_for_holds', waiting_for: [] });
});
