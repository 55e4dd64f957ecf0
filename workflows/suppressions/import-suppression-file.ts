import {
  ActivityCancellationType,
  CancellationScope,
  defineSignal,
  isCancellation,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { ProcessInputs, ProcessSignals } from '#domain/processes.ts';
import type { SuppressionActivities } from '../../activities/suppressions/index.ts';
import { createStanding } from '../standing.ts';

type News = ProcessSignals['suppression-import'];
export const importCanceled = defineSignal<[News['importCanceled']]>('importCanceled');

type Step = 'counting_rows' | 'importing_rows' | 'tidying_up' | 'ended';

const reading = {
  startToCloseTimeout: '6 hours',
  // A worker that was killed is noticed after this long; another goes on from the last chunk.
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const;
const { countSuppressionRows } = proxyActivities<SuppressionActivities>({
  ...reading,
  summary: 'Count the rows of the file',
});
const { importSuppressionRows } = proxyActivities<SuppressionActivities>({
  ...reading,
  summary: 'Block the addresses, a thousand rows at a time, from where the last try came to',
});
const { tidySuppressionImport } = proxyActivities<SuppressionActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  summary: 'Remove the file: it is full of addresses',
});

/**
 * One file of blocked addresses. How far it is stands in the import's row, so that each try goes on from there; whoever
 * stops it does so in that row, and this process is told.
 */
export async function importSuppressionFile(
  input: ProcessInputs['suppression-import'],
): Promise<{ status: string; created: number; already: number; failed: number }> {
  const standing = createStanding<Step>('counting_rows');
  const scope = new CancellationScope();
  let canceled = false;
  setHandler(importCanceled, () => {
    canceled = true;
    scope.cancel();
  });
  try {
    await scope.run(async () => {
      const { total } = await countSuppressionRows(input);
      standing.enter('importing_rows', { counts: { rows: total } });
      await importSuppressionRows(input);
    });
  } catch (error) {
    if (!canceled || !isCancellation(error)) throw error;
  }
  standing.enter('tidying_up');
  const run = await tidySuppressionImport(input);
  standing.enter('ended', {
    counts: { created: run.created, already: run.already, failed: run.failed },
  });
  return run;
}
