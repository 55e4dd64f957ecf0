import type { TenantScope } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Services } from '../context.ts';
import { isInputOf } from '../processes.ts';
import type { Posted } from './post.ts';

/**
 * Hands the posted starts and signals of a committed transaction to Temporal, in order. Never throws: what fails is
 * delivered again within a minute (overdue.ts).
 * @returns the ids of those that Temporal acknowledged; the caller deletes them
 */
export async function deliver(
  services: Pick<Services, 'processes'>,
  posted: readonly Posted[],
): Promise<string[]> {
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
  return arrived;
}

/**
 * Deletes what Temporal acknowledged. Never throws, and does not wait for the disk: what is not deleted is delivered
 * once more, which changes nothing.
 */
export async function forgetDelivered(
  { db }: Pick<Services, 'db'>,
  scope: TenantScope,
  ids: readonly string[],
): Promise<void> {
  if (!ids.length) return;
  await db
    .withTenant(scope, async (trx) => {
      await trx.raw('set local synchronous_commit = off');
      await trx('process_outbox').whereIn('id', ids).delete();
    })
    .catch(() => undefined);
}

async function give(
  { processes }: Pick<Services, 'processes'>,
  { process, workflowId, signal, detail, again }: Posted,
): Promise<void> {
  if (signal !== null) {
    // A process that is not running does not need the signal.
    await processes.signal(workflowId, signal, detail);
  } else if (isInputOf(process, detail)) {
    await processes.start(process, workflowId, detail, { again });
  }
}
