import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { newId } from '#lib/ids.ts';

/** The input of a workflow of some tenant's thing. */
export const someInput = () => ({ tenantId: newId(), id: newId() });

/** Starts a workflow under a new id. */
export const startWorkflow = (
  { client }: TestWorkflowEnvironment,
  taskQueue: string,
  workflow: string,
  args: object[] = [someInput()],
) => client.workflow.start(workflow, { taskQueue, workflowId: newId(), args });
