import { PROCESS_STATUSES, type ProcessStatus } from '#domain/processes.ts';

/**
 * Converts Temporal's name of a state to ours: `WORKFLOW_EXECUTION_STATUS_TIMED_OUT`, `CANCELLED` → `timed_out`,
 * `canceled`.
 * @throws {Error} for an unknown state
 */
export function statusOf(name: string): ProcessStatus {
  const ours = name
    .replace('WORKFLOW_EXECUTION_STATUS_', '')
    .toLowerCase()
    .replace('cancelled', 'canceled');
  const found = PROCESS_STATUSES.find((status) => status === ours);
  if (!found) throw new Error(`Temporal has a state that we do not know: ${name}`);
  return found;
}
