import type { Processes } from '../processes.ts';

/** Starts the processes that exist once per installation. Does nothing when they already run. */
export async function ensureRunning(processes: Pick<Processes, 'start'>): Promise<void> {
  await processes.start('dispatcher', 'dispatcher', { id: 'outbox' });
  await processes.start('housekeeping', 'housekeeping', { id: 'housekeeping' });
}
