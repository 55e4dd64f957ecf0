import type { Processes } from '../processes.ts';

/** Starts what there is one of for the whole installation; nothing happens where it runs already. */
export async function ensureRunning(processes: Pick<Processes, 'start'>): Promise<void> {
  await processes.start('dispatcher', 'dispatcher', { id: 'outbox' });
  await processes.start('housekeeping', 'housekeeping', { id: 'housekeeping' });
}
