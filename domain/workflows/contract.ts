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

/** Types that a person may stop; stopping the others would leave their work half done. */
const MAY_STOP = {
  verification: true,
  'opt-in': false,
  'opt-out': false,
  review: false,
  'preferences-link': false,
  import: true,
  'suppression-import': true,
  message: false,
  campaign: true,
  'campaign-replay': true,
  'privacy-export': false,
  'privacy-erasure': false,
  'privacy-request': false,
  'key-rotation': false,
  retention: false,
} as const satisfies Record<TenantProcess, boolean>;

/** The types a person may stop. */
export type Stoppable = {
  [T in TenantProcess]: (typeof MAY_STOP)[T] extends true ? T : never;
}[TenantProcess];

/** Whether a person may stop processes of a type. */
export const isStoppable = (type: TenantProcess): type is Stoppable => MAY_STOP[type];

const isTenantProcess = (type: string): type is TenantProcess => Object.hasOwn(MAY_STOP, type);

/** Types of a tenant's processes: the first part of their ids. */
export const TENANT_PROCESSES = Object.keys(MAY_STOP).filter(isTenantProcess);

/** Parses a workflow id. @returns null for text that is not a workflow id of ours */
export function parseWorkflowId(workflowId: string): WorkflowName | null {
  const [, type, tenantId, id, run] = ID.exec(workflowId) ?? [];
  if (!type || !isTenantProcess(type) || !tenantId || !id) return null;
  return { type, tenantId, id, ...(run === undefined ? {} : { run: Number(run) }) };
}
