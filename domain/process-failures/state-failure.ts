import { tenantId } from '#lib/ids.ts';
import { own } from '#lib/own.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../audit/record.ts';
import { systemContext, type Services } from '../context.ts';
import { tenantOfProcess } from '../processes.ts';
import { CAMPAIGN, IMPORT, MESSAGE, SUPPRESSION_IMPORT, VERIFICATION } from './of-sending.ts';
import { ERASURE, EXPORT, inRow } from './of-rows.ts';
import type { Stated, State } from './state.ts';

/** By process type. A type without a line here gets only its audit row, and its process shows as failed. */
const STATES: Record<string, State> = {
  import: IMPORT,
  'suppression-import': SUPPRESSION_IMPORT,
  campaign: CAMPAIGN,
  message: MESSAGE,
  verification: VERIFICATION,
  'privacy-export': EXPORT,
  'privacy-erasure': ERASURE,
  'key-rotation': inRow('key_rotations', ['announced', 'running', 'keeping'], 'key_rotation.failed', 'key_rotation'),
  retention: inRow('retention_runs', ['running'], 'retention_run.failed', 'retention_run', 'finished_at'),
}; // prettier-ignore

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
  const [type = '', , id] = workflowId.split(':');
  if (tenant === null) return;
  const ctx = systemContext(tenantId(tenant), workflowId);
  const afterwards = await services.db.withTenant(ctx, async (trx) => {
    const state = own(STATES, type);
    const done: Stated = state && id ? await state(trx, services, ctx, id, why) : { stated: false };
    await recordAudit(trx, ctx, {
      action: 'process.failed',
      entityType: 'process',
      entityId: workflowId,
      detail: { type, failure: why, at: timeOf(trx).toISOString() },
    });
    return done.afterwards;
  });
  await afterwards?.();
}
