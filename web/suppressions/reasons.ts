import { own } from '../../lib/own.ts';
import { statedReason, SUPPRESSION_REASONS } from '../../domain/suppressions/contract.ts';
import type { Option } from '../ui/filters.tsx';

/** Plain words for the reasons why nothing is sent to an address. */
export const REASON_WORDS: Record<string, string> = {
  opt_out: 'Said stop',
  complaint: 'Marked as spam',
  hard_bounce: 'Does not exist (bounced)',
  provider_block: 'Blocked by the provider',
  erasure: 'Asked to be erased',
  legal: 'Legal',
  admin: 'Blocked by you',
};

const options = (reasons: readonly string[]): Option[] =>
  reasons.map((value) => ({ value, label: own(REASON_WORDS, value) ?? value }));

export const REASON_OPTIONS = options(SUPPRESSION_REASONS);
/** The reasons that a member may state for a new block. */
export const STATED_REASON_OPTIONS = options(statedReason.options);
