import type { TenantProcess } from '../processes.ts';

/** What a workflow id says: `<type>:<tenant>:<id>`, with `:<run>` where a thing may run more than once. */
const ID = /^([a-z-]+):([0-9a-f-]{36}):([0-9a-f-]{36})(?::(\d{1,9}))?$/;

export type WorkflowName = {
  type: TenantProcess;
  tenantId: string;
  id: string;
  /** Of what may run more than once. */
  run?: number;
};

/** Which a person may stop; ending the others would leave what they are for half done. */
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

/** Those a person may stop. */
export type Stoppable = {
  [T in TenantProcess]: (typeof MAY_STOP)[T] extends true ? T : never;
}[TenantProcess];

export const isStoppable = (type: TenantProcess): type is Stoppable => MAY_STOP[type];

const isTenantProcess = (type: string): type is TenantProcess => Object.hasOwn(MAY_STOP, type);

/** The types a tenant's processes have: the first part of their ids. */
export const TENANT_PROCESSES = Object.keys(MAY_STOP).filter(isTenantProcess);

/** @returns null for text that is no workflow id of ours */
export function parseWorkflowId(workflowId: string): WorkflowName | null {
  const [, type, tenantId, id, run] = ID.exec(workflowId) ?? [];
  if (!type || !isTenantProcess(type) || !tenantId || !id) return null;
  return { type, tenantId, id, ...(run === undefined ? {} : { run: Number(run) }) };
}
