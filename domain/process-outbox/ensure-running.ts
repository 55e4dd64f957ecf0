import { INSTALLATION_PROCESSES } from '../process-table.contract.ts';
import type { InstallationProcess, Processes } from '../processes.ts';

/** Starts the processes that exist once per installation. Does nothing when they already run. */
export async function ensureRunning(processes: Pick<Processes, 'start'>): Promise<void> {
  for (const type of INSTALLATION_PROCESSES)
    await processes.start(type, type, { id: ENTITY[type] });
}

/** What each is recorded under in Temporal's search attribute for the entity. */
const ENTITY: Record<InstallationProcess, string> = {
  dispatcher: 'outbox',
  housekeeping: 'housekeeping',
};
