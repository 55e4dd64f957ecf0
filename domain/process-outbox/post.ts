import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { Context } from '../context.ts';
import type { ProcessInputs, ProcessType, SignalsOf } from '../processes.ts';

/** A start or signal in the outbox that Temporal has not acknowledged yet. */
export type Posted = {
  id: string;
  workflowId: string;
  process: ProcessType;
  /** Null: the process is to be started. */
  signal: string | null;
  /** The input of the process, or the payload of the signal: ids and states only. */
  detail: object;
  /** Start the process even if one with this id has run and ended. */
  again: boolean;
};

type Scope = Pick<Context, 'tenantId'>;

const AT_ONCE = 1000;

const posted = new WeakMap<Trx, Posted[]>();

/** Posts the start of a process. It starts after this transaction has committed. */
export const postStart = <T extends ProcessType>(
  trx: Trx,
  scope: Scope,
  process: T,
  workflowId: string,
  input: ProcessInputs[T],
  { again = false } = {},
): Promise<void> =>
  post(trx, scope, [{ id: newId(), workflowId, process, signal: null, detail: input, again }]);

/** Posts a signal to running processes. It is sent after this transaction has committed. */
export const postSignal = <T extends ProcessType, S extends keyof SignalsOf<T> & string>(
  trx: Trx,
  scope: Scope,
  process: T,
  workflowIds: readonly string[],
  signal: S,
  detail: SignalsOf<T>[S] & object,
): Promise<void> =>
  post(
    trx,
    scope,
    workflowIds.map((workflowId) => ({
      id: newId(),
      workflowId,
      process,
      signal,
      detail,
      again: false,
    })),
  );

/** Returns and clears what was posted in a transaction, for delivery after the commit. */
export const takePosted = (trx: Trx): readonly Posted[] => {
  const all = posted.get(trx) ?? [];
  posted.delete(trx);
  return all;
};

async function post(trx: Trx, { tenantId }: Scope, items: readonly Posted[]): Promise<void> {
  if (!items.length) return;
  const rows = items.map(({ workflowId, detail, ...row }) => ({
    ...row,
    tenant_id: tenantId,
    workflow_id: workflowId,
    detail: JSON.stringify(detail),
  }));
  // Postgres accepts at most 65,535 values in one statement.
  for (let i = 0; i < rows.length; i += AT_ONCE) {
    await trx('process_outbox').insert(rows.slice(i, i + AT_ONCE));
  }
  posted.set(trx, [...(posted.get(trx) ?? []), ...items]);
}
