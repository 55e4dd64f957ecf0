import { SUPPRESSION_REASONS } from '../../domain/suppressions/contract.ts';
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

export const REASON_OPTIONS: Option[] = SUPPRESSION_REASONS.map((value) => ({
  value,
  label: REASON_WORDS[value] ?? value,
}));
