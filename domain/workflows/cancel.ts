import { conflict } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { LEDGER_PROCESSES } from './ledger/index.ts';
import { findWorkflow, type WorkflowView } from './read.ts';

/**
 * Ends a process by ending its work in the ledger, with its audit line: the process sees it at its next look.
 * Temporal's own cancellation would leave the ledger in an open state.
 * @throws AppError not_found, conflict (it has ended, or must run to its end), unavailable
 */
export async function cancelWorkflow(
  services: Services,
  ctx: Context,
  workflowId: string,
): Promise<WorkflowView> {
  const { name, view } = await findWorkflow(services, ctx, workflowId);
  const { cancel } = LEDGER_PROCESSES[name.type];
  if (!cancel) {
    throw conflict('A workflow of this kind runs to its end and cannot be canceled');
  }
  if (view.status !== 'running') throw conflict(`This workflow is already ${view.status}`);
  await cancel(services, ctx, name.id);
  return (await findWorkflow(services, ctx, workflowId)).view;
}
