import { ParentClosePolicy, startChild, type Workflow } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { workflowId, type ProcessInputs, type TenantProcess } from '#domain/processes.ts';
import { attributesOf } from './attributes.ts';

/**
 * Starts another process as a child, so that Temporal Web shows both together. The child outlives this workflow. Does
 * nothing if the process already runs.
 * @param where.taskQueue the queue of its type; this workflow's queue unless given
 */
export async function startBeside<T extends TenantProcess>(
  type: T,
  workflow: (input: ProcessInputs[T]) => ReturnType<Workflow>,
  input: ProcessInputs[T],
  where: { summary: string; taskQueue?: string },
): Promise<void> {
  const { summary: staticSummary, ...queue } = where;
  try {
    await startChild(workflow, {
      workflowId: workflowId(type, input.tenantId, input.id),
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      typedSearchAttributes: attributesOf(input),
      staticSummary,
      ...queue,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
