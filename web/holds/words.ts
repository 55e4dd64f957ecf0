import type { HoldScope } from '../../domain/holds/contract.ts';

/** What a hold keeps, in words. */
export const SCOPE_WORDS: Record<HoldScope, string> = {
  contact: 'One person',
  campaign: 'One campaign',
  tenant: 'Everything',
};
