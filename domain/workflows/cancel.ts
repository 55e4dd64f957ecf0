import { conflict } from '#lib/errors.ts';
import { cancelCampaign } from '../campaigns/control.ts';
import { cancelImport } from '../contact-imports/read.ts';
import type { Context, Services } from '../context.ts';
import { cancelReplay } from '../replays/end.ts';
import { cancelSuppressionImport } from '../suppressions/import/cancel.ts';
import { cancelVerification } from '../verification/cancel.ts';
import { isStoppable, type Stoppable } from './contract.ts';
import { findWorkflow, type WorkflowView } from './read.ts';

type Cancel = (services: Services, ctx: Context, id: string) => Promise<unknown>;

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
  if (!isStoppable(name.type)) {
    throw conflict('A workflow of this kind runs to its end and cannot be canceled');
  }
  if (view.status !== 'running') throw conflict(`This workflow is already ${view.status}`);
  await CANCEL[name.type](services, ctx, name.id);
  return (await findWorkflow(services, ctx, workflowId)).view;
}

const CANCEL: Record<Stoppable, Cancel> = {
  verification: cancelVerification,
  import: cancelImport,
  'suppression-import': cancelSuppressionImport,
  campaign: cancelCampaign,
  'campaign-replay': cancelReplay,
};
