import type { TenantScope } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Services } from '../context.ts';
import { isInputOf } from '../processes.ts';
import type { Posted } from './post.ts';

type Deps = Pick<Services, 'db' | 'processes'>;

/**
 * Hands the posted starts and signals of a committed transaction to Temporal, in order, and deletes those that
 * Temporal acknowledged. Never throws: what fails is delivered again within a minute (overdue.ts).
 * @returns how many were delivered
 */
export async function deliver(
  services: Deps,
  scope: TenantScope,
  posted: readonly Posted[],
): Promise<number> {
  const arrived: string[] = [];
  // Items of one process are delivered in order: after a failure the rest of that process waits as well.
  const stuck = new Set<string>();
  for (const one of posted) {
    if (stuck.has(one.workflowId)) continue;
    try {
      await give(services, one);
      arrived.push(one.id);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unavailable') break;
      stuck.add(one.workflowId);
    }
  }
  if (arrived.length) {
    await services.db
      .withTenant(scope, (trx) => trx('process_outbox').whereIn('id', arrived).delete())
      // They will be delivered once more, which changes nothing.
      .catch(() => undefined);
  }
  return arrived.length;
}

async function give(
  { processes }: Deps,
  { process, workflowId, signal, detail, again }: Posted,
): Promise<void> {
  if (signal !== null) {
    // A process that is not running does not need the signal.
    await processes.signal(workflowId, signal, detail);
  } else if (isInputOf(process, detail)) {
    await processes.start(process, workflowId, detail, { again });
  }
}
