import type { z } from 'zod';
import type { retentionAction } from '../../domain/retention/contract.ts';

export type Action = z.output<typeof retentionAction>;

export const ACTION_WORDS: Record<Action, string> = {
  delete: 'Delete',
  anonymise: 'Anonymize',
  archive: 'Archive, then delete',
};

/** What happened to data after its time. */
export const THEN_WORDS: Record<Action, string> = {
  delete: 'then deleted',
  anonymise: 'then anonymized',
  archive: 'then archived and deleted',
};

type By = { type: string; id?: string | null | undefined };

/** Names who started a run; the daily run has no person. */
export const askedBy = (by: By, nameOf: (by: By) => string): string =>
  by.type === 'system' ? 'The daily run' : nameOf(by);
