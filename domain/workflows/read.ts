import type { Trx } from '#lib/db.ts';
import { isKind, notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import type { ProcessDescription, Standing } from '../processes.ts';
import { isStoppable, parseWorkflowId, type WorkflowName } from './contract.ts';
import { ledgerStanding, withLiveCounts } from './ledger/standing.ts';

/** Where a process stands, and who says so: the process itself, or the rows it works on. */
export type WorkflowView = Omit<ProcessDescription, 'started_at'> &
  Standing & {
    type: WorkflowName['type'];
    entity_id: string;
    /** Null while Temporal, which knows it, is away. */
    started_at: string | null;
    source: 'workflow' | 'ledger';
    cancelable: boolean;
  };

/**
 * Where a durable process stands, as it says itself; while no worker answers, by the ledger.
 * @throws AppError not_found (no such one, or another tenant's), unavailable (neither can say)
 */
export async function getWorkflow(
  services: Services,
  ctx: Context,
  workflowId: string,
): Promise<WorkflowView> {
  return (await findWorkflow(services, ctx, workflowId)).view;
}

/** The same, with what its id says. */
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
      cancelable: running && isStoppable(name.type),
    },
  };
}

/** Null: there is none. While Temporal is away the error says so. */
const described = (services: Services, workflowId: string) =>
  services.processes.describe(workflowId).catch((error: unknown) => {
    if (isKind(error, 'unavailable')) return error;
    throw error;
  });

/** What the ledger can say of a process while Temporal, which knows the rest, is away. */
const whileAway = (open: boolean): Pick<WorkflowView, 'status' | 'started_at' | 'closed_at'> => ({
  status: open ? 'running' : 'completed',
  started_at: null,
  closed_at: null,
});

/** What can be said of a process whose rows are gone. */
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
