import { defineSignal, proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs, ProcessSignals } from '#domain/processes.ts';
import type { SuppressionActivities } from '../../activities/suppressions/index.ts';
import { importFile, READING, TIDYING } from '../import-file.ts';

type News = ProcessSignals['suppression-import'];
export const importCanceled = defineSignal<[News['importCanceled']]>('importCanceled');

const { countSuppressionRows } = proxyActivities<SuppressionActivities>({
  ...READING,
  summary: 'Count the rows of the file',
});
const { importSuppressionRows } = proxyActivities<SuppressionActivities>({
  ...READING,
  summary: 'Block the addresses, a thousand rows at a time, from where the last try came to',
});
const { tidySuppressionImport } = proxyActivities<SuppressionActivities>({
  ...TIDYING,
  summary: 'Remove the file: it is full of addresses',
});

/** Imports one file of blocked addresses. */
export const importSuppressionFile = (
  input: ProcessInputs['suppression-import'],
): Promise<{ status: string; created: number; already: number; failed: number }> =>
  importFile(importCanceled, {
    count: () => countSuppressionRows(input),
    read: () => importSuppressionRows(input),
    tidyUp: () => tidySuppressionImport(input),
    counted: ({ created, already, failed }) => ({ created, already, failed }),
  });
