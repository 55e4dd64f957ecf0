import { tenantId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../audit/record.ts';
import { systemContext, type Services } from '../context.ts';
import { tenantOfProcess } from '../processes.ts';
import type { Stated } from '../process-failures/state.ts';
import { parseWorkflowId } from './contract.ts';
import { LEDGER_PROCESSES } from './ledger/index.ts';

/**
 * Records in the ledger that a process has failed for good, and why, so that pages and the API show it.
 * @param why names no person and no value
 */
export async function stateFailure(
  services: Services,
  workflowId: string,
  why: string,
): Promise<void> {
  const tenant = tenantOfProcess(workflowId);
  if (tenant === null) return;
  const ctx = systemContext(tenantId(tenant), workflowId);
  const afterwards = await services.db.withTenant(ctx, async (trx) => {
    const name = parseWorkflowId(workflowId);
    const failed = name && LEDGER_PROCESSES[name.type].failed;
    const done: Stated = failed
      ? await failed(trx, services, ctx, name.id, why)
      : { stated: false };
    await recordAudit(trx, ctx, {
      action: 'process.failed',
      entityType: 'process',
      entityId: workflowId,
      detail: { type: workflowId.split(':')[0], failure: why, at: timeOf(trx).toISOString() },
    });
    return done.afterwards;
  });
  await afterwards?.();
}
