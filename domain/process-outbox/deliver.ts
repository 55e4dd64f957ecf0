import type { TenantScope } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Services } from '../context.ts';
import type { ProcessInputs, ProcessType } from '../processes.ts';
import type { Posted } from './post.ts';

type Deps = Pick<Services, 'db' | 'processes'>;

/**
 * Gives Temporal what a committed change has posted, in order, and forgets what it acknowledged. Never throws: what
 * did not arrive is given again within a minute (overdue.ts).
 * @returns how many arrived
 */
export async function deliver(
  services: Deps,
  scope: TenantScope,
  posted: readonly Posted[],
): Promise<number> {
  const arrived: string[] = [];
  // What concerns one process is given in order: after a failure the rest of it waits as well.
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
      // It will be given once more, which changes nothing.
      .catch(() => undefined);
  }
  return arrived.length;
}

async function give(
  { processes }: Deps,
  { process, workflowId, signal, detail, again }: Posted,
): Promise<void> {
  if (signal !== null) {
    // A process that is not running has nothing more to learn.
    await processes.signal(workflowId, signal, detail);
  } else if (isInputOf(process, detail)) {
    await processes.start(process, workflowId, detail, { again });
  }
}

/** Our own rows: what was posted as the input of a process is read back as one. */
const isInputOf = <T extends ProcessType>(_: T, detail: object): detail is ProcessInputs[T] =>
  'id' in detail;
