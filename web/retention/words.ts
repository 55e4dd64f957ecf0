import type { z } from 'zod';
import type { retentionAction } from '../../domain/retention/contract.ts';
import { own } from '../../lib/own.ts';

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

const ASKERS: Record<string, string> = {
  user: 'Someone on the team',
  api_key: 'An API client',
  system: 'The daily run',
};
export const askerWord = (type: string): string => own(ASKERS, type) ?? type;
