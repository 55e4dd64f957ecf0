import type { Processes } from '../processes.ts';

/** Starts the one dispatcher of this installation; nothing happens when it runs already. */
export const ensureDispatcher = (processes: Pick<Processes, 'start'>): Promise<void> =>
  processes.start('dispatcher', 'dispatcher', { id: 'outbox' });
