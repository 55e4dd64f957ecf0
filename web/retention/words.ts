import type { z } from 'zod';
import type { retentionAction } from '../../domain/retention/contract.ts';

export type Action = z.output<typeof retentionAction>;

export const ACTION_WORDS: Record<Action, string> = {
  delete: 'Delete',
  anonymise: 'Take the person out of it',
  archive: 'Archive, then delete',
};

/** What became of things after their time. */
export const THEN_WORDS: Record<Action, string> = {
  delete: 'then deleted',
  anonymise: 'then the person is taken out',
  archive: 'then archived and deleted',
};

type By = { type: string; id?: string | null | undefined };

/** Who had a run done; without anybody it is the one of the day. */
export const askedBy = (by: By, nameOf: (by: By) => string): string =>
  by.type === 'system' ? 'The daily run' : nameOf(by);
