import { isTenantProcess } from '../process-table.contract.ts';
import type { TenantProcess } from '../processes.ts';

/** Format of a workflow id: `<type>:<tenant>:<id>`, with `:<run>` where an entity may have several runs. */
const ID = /^([a-z-]+):([0-9a-f-]{36}):([0-9a-f-]{36})(?::(\d{1,9}))?$/;

export type WorkflowName = {
  type: TenantProcess;
  tenantId: string;
  id: string;
  /** For entities that may have several runs. */
  run?: number;
};

/** Parses a workflow id. @returns null for text that is not a workflow id of ours */
export function parseWorkflowId(workflowId: string): WorkflowName | null {
  const [, type, tenantId, id, run] = ID.exec(workflowId) ?? [];
  if (!type || !isTenantProcess(type) || !tenantId || !id) return null;
  return { type, tenantId, id, ...(run === undefined ? {} : { run: Number(run) }) };
}
