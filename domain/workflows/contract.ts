import type { ProcessType } from '../processes.ts';

/** What a workflow id says: `<type>:<tenant>:<id>`, with `:<run>` where a thing may run more than once. */
const ID =
  /^(verification|opt-in|opt-out|import|message|campaign|privacy-export|privacy-erasure|privacy-request):([0-9a-f-]{36}):([0-9a-f-]{36})(?::\d{1,9})?$/;

export type WorkflowName = { type: ProcessType; tenantId: string; id: string };

/** @returns null for text that is no workflow id of ours */
export function parseWorkflowId(workflowId: string): WorkflowName | null {
  const [, type, tenantId, id] = ID.exec(workflowId) ?? [];
  const known = TYPES.find((one) => one === type);
  return known && tenantId && id ? { type: known, tenantId, id } : null;
}

const TYPES: readonly ProcessType[] = [
  'verification',
  'opt-in',
  'opt-out',
  'import',
  'message',
  'campaign',
  'privacy-export',
  'privacy-erasure',
  'privacy-request',
];

/** Those that a person may stop; ending the others would leave what they are for half done. */
export const CANCELABLE: readonly ProcessType[] = ['verification', 'import', 'campaign'];
