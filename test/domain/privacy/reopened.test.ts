import test from 'ava';
import type { Context, Services } from '#domain/context.ts';
import { getExport, revokeExport } from '#domain/privacy/export/read.ts';
import { carryOutRequest, refuseRequest } from '#domain/privacy/requests/decide.ts';
import { getRequest, listRequests } from '#domain/privacy/requests/read.ts';
import { recordRequest } from '#domain/privacy/requests/record.ts';
import { stateFailure } from '#domain/workflows/state-failure.ts';
import { workflowId, type ProcessType } from '#domain/processes.ts';
import { live } from '../../_support/lived.ts';
import { testContext, testServices } from '../../_support/services.ts';

const fail = (services: Services, ctx: Context, type: ProcessType, id: string) =>
  stateFailure(services, workflowId(type, ctx.tenantId, id), 'The disk is full');

for (const kind of ['export', 'erasure'] as const)
  test(`a request whose ${kind} fails for good is open again, says why, and is tried once more`, async (t) => {
    const services = await testServices(t);
    const ctx = await testContext(services);
    const asks = await live(services, ctx, kind);
    const { id } = await recordRequest(services, ctx, { contact_id: asks.id, kind });
    const first = await carryOutRequest(services, ctx, id);
    t.like(first, { status: 'under_way', failure: null });
    await fail(services, ctx, `privacy-${kind}`, first.process_id ?? '');
    const opened = { status: 'open', failure: 'The disk is full', decided_by: null, told: null };
    t.like(await getRequest(services, ctx, id), { ...opened, process_id: first.process_id });
    t.like((await listRequests(services, ctx, { limit: 10 })).data[0], opened);
    const log = await services.db.withTenant(ctx, (trx) =>
      trx('audit_log').where({ action: 'privacy_request.reopened' }).select('entity_id'),
    );
    t.deepEqual(log, [{ entity_id: id }]);
    const again = await carryOutRequest(services, ctx, id);
    t.like(again, { status: 'under_way', failure: null });
    t.not(again.process_id, first.process_id);
    t.like(await getRequest(services, ctx, id), { status: 'under_way', failure: null });
    await fail(services, ctx, `privacy-${kind}`, again.process_id ?? '');
    t.like(await refuseRequest(services, ctx, id, { reason: 'legal_duty' }), { status: 'refused' });
  });

test('a copy that is revoked before it is made opens its request again', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const asks = await live(services, ctx, 'revoked');
  const { id } = await recordRequest(services, ctx, { contact_id: asks.id, kind: 'export' });
  const { process_id } = await carryOutRequest(services, ctx, id);
  await revokeExport(services, ctx, process_id ?? '');
  t.is((await getExport(services, ctx, process_id ?? '')).status, 'revoked');
  t.like(await getRequest(services, ctx, id), { status: 'open', failure: 'The copy was revoked before it was made' }); // prettier-ignore
});
