import { notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import type { ProcessDescription } from '../processes.ts';
import { mayStop, parseWorkflowId, type WorkflowName } from './contract.ts';

export type WorkflowView = ProcessDescription & { entity_id: string; cancelable: boolean };

/**
 * Where a durable process stands, as Temporal sees it.
 * @throws AppError not_found (no such one, or another tenant's), unavailable
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
  const found = await services.processes.describe(workflowId);
  if (!found) throw notFound('Workflow');
  const running = found.status === 'running';
  return {
    name,
    view: {
      ...found,
      entity_id: name.id,
      waiting_for: running ? waits(found.waiting_for) : [],
      cancelable: running && mayStop(name),
    },
  };
}

/** Without work under way a running process waits for its next look, or for news that wakes it. */
const waits = (activities: string[]): string[] =>
  activities.length ? activities : ['timer', 'signal:changed'];
