import pMap from 'p-map';
import type { Context, Services } from '../context.ts';
import { TENANT_PROCESSES } from '../process-table.contract.ts';
import { isInputOf, type TenantProcess } from '../processes.ts';
import { LEDGER_PROCESSES } from './ledger/index.ts';

/** Processes started in parallel: each takes some milliseconds of waiting. */
const AT_ONCE = 20;

/**
 * Starts the process of everything that is open in a tenant's ledger, also one that ended under the same id in a lost
 * history. Safe to repeat: running processes are not touched.
 * @returns how many there were
 * @throws AppError `unavailable` while Temporal cannot be reached
 */
export async function startOpenProcesses(services: Services, ctx: Context): Promise<number> {
  let count = 0;
  for (const type of TENANT_PROCESSES) {
    const { open } = LEDGER_PROCESSES[type];
    if (open === null) continue;
    const { rows } = await services.db.withTenant(ctx, (trx) => trx.raw<{ rows: Open[] }>(open));
    await pMap(rows, (row) => start(services, ctx, type, row), { concurrency: AT_ONCE });
    count += rows.length;
  }
  return count;
}

type Open = { workflow_id: string; input: { id: string } };

async function start<T extends TenantProcess>(
  { processes }: Services,
  { tenantId }: Context,
  type: T,
  { workflow_id, input }: Open,
): Promise<void> {
  const whole = { tenantId, ...input };
  if (isInputOf(type, whole)) await processes.start(type, workflow_id, whole, { again: true });
}
