import type { Trx } from '#lib/db.ts';
import { isKind, notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import type { ProcessDescription, Standing } from '../processes.ts';
import { parseWorkflowId, type WorkflowName } from './contract.ts';
import { isStoppable } from './ledger/index.ts';
import { ledgerStanding, withLiveCounts } from './ledger/standing.ts';

/** A process's standing, and its source: the process itself, or the rows it works on. */
export type WorkflowView = Omit<ProcessDescription, 'started_at'> &
  Standing & {
    type: WorkflowName['type'];
    entity_id: string;
    /** Null while Temporal, which knows it, cannot be reached. */
    started_at: string | null;
    source: 'workflow' | 'ledger';
    cancelable: boolean;
  };

/**
 * Returns a process's own standing; while no worker answers, its standing by the ledger.
 * @throws AppError not_found (unknown, or another tenant's), unavailable (no source answers)
 */
export async function getWorkflow(
  services: Services,
  ctx: Context,
  workflowId: string,
): Promise<WorkflowView> {
  return (await findWorkflow(services, ctx, workflowId)).view;
}

/** Returns the same, with the parts of its id. */
export async function findWorkflow(
  services: Services,
  ctx: Context,
  workflowId: string,
): Promise<{ name: WorkflowName; view: WorkflowView }> {
  const name = parseWorkflowId(workflowId);
  if (name?.tenantId !== ctx.tenantId) throw notFound('Workflow');
  const [found, answer] = await Promise.all([
    described(services, workflowId),
    services.processes.standing(workflowId),
  ]);
  if (found === null) throw notFound('Workflow');
  const inLedger = <T>(read: (trx: Trx) => Promise<T>): Promise<T> =>
    services.db.withTenant(ctx, read);
  const said = answer && (await inLedger((trx) => withLiveCounts(trx, name, answer)));
  const ledger = answer ? null : await inLedger((trx) => ledgerStanding(trx, name));
  if (found instanceof Error && !ledger) throw found;
  const about = found instanceof Error ? whileAway(ledger?.open ?? false) : found;
  const running = about.status === 'running';
  const { open: _, ...standing } = { open: running, steps: [], ...(said ?? ledger ?? gone(about)) };
  return {
    name,
    view: {
      ...about,
      ...standing,
      workflow_id: workflowId,
      type: name.type,
      entity_id: name.id,
      waiting_for: running ? standing.waiting_for : [],
      until: running ? standing.until : null,
      source: said ? 'workflow' : 'ledger',
      cancelable: running && !OVER.has(standing.step) && isStoppable(name.type),
    },
  };
}

/** Steps of a process whose work was already ended: it only has to notice. */
const OVER = new Set(['ended', 'canceling']);

/** Describes a process. Null: there is none. Throws while Temporal cannot be reached. */
const described = (services: Services, workflowId: string) =>
  services.processes.describe(workflowId).catch((error: unknown) => {
    if (isKind(error, 'unavailable')) return error;
    throw error;
  });

/** Returns what the ledger knows of a process while Temporal cannot be reached. */
const whileAway = (open: boolean): Pick<WorkflowView, 'status' | 'started_at' | 'closed_at'> => ({
  status: open ? 'running' : 'completed',
  started_at: null,
  closed_at: null,
});

/** Returns the standing of a process whose rows were deleted. */
const gone = ({
  status,
  started_at,
  closed_at,
}: Pick<WorkflowView, 'status' | 'started_at' | 'closed_at'>): Standing => ({
  step: status,
  since: closed_at ?? started_at ?? '',
  waiting_for: [],
  until: null,
  steps: [],
});
