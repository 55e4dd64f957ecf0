import { own } from '../../lib/own.ts';
import type { Option } from '../ui/filters.tsx';

/** What happened to a consent, in plain words. */
export const ACTION_WORDS: Record<string, string> = {
  request: 'Was asked',
  grant: 'Said yes',
  confirm: 'Confirmed by code or link',
  withdraw: 'Withdrew',
  expire: 'Expired',
  lapse: 'Lapsed without an answer',
  import: 'Was imported',
};

export const actionOptions = (actions: readonly string[]): Option[] =>
  actions.map((value) => ({ value, label: own(ACTION_WORDS, value) ?? value }));
