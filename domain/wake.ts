import type { Services } from './context.ts';

/**
 * Tells waiting processes to look at the ledger again, after the commit. Best effort: each of them also
 * looks by itself at growing intervals, so a signal lost while Temporal is away delays, and loses nothing.
 */
export async function wake(
  services: Pick<Services, 'processes'>,
  workflowIds: readonly string[],
): Promise<void> {
  await Promise.allSettled(workflowIds.map((id) => services.processes.signal(id, 'changed')));
}
