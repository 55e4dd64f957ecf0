import { defineSignal, proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs, ProcessSignals } from '#domain/processes.ts';
import type { ContactActivities } from '../../activities/contacts/index.ts';
import { importFile, READING, TIDYING } from '../import-file.ts';

type News = ProcessSignals['import'];
export const importCanceled = defineSignal<[News['importCanceled']]>('importCanceled');

const { countContactRows } = proxyActivities<ContactActivities>({
  ...READING,
  summary: 'Count the rows of the file',
});
const { importContactRows } = proxyActivities<ContactActivities>({
  ...READING,
  summary: 'Read the rows, a thousand at a time, from where the last try came to',
});
const { tidyContactImport } = proxyActivities<ContactActivities>({
  ...TIDYING,
  summary: 'Remove the file, unless it may be run again',
});

/** Imports one file of contacts. */
export const importContactFile = (
  input: ProcessInputs['import'],
): Promise<{ status: string; created: number; updated: number; failed: number }> =>
  importFile(importCanceled, {
    count: () => countContactRows(input),
    read: () => importContactRows(input),
    tidyUp: () => tidyContactImport(input),
    counted: ({ created, updated, failed }) => ({ created, updated, failed }),
  });
