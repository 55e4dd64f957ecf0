import type { HoldScope } from '../../domain/holds/contract.ts';

/** What a hold keeps, in plain words. */
export const SCOPE_WORDS: Record<HoldScope, string> = {
  contact: 'One person',
  campaign: 'One campaign',
  tenant: 'Everything',
};

/** Names what a hold keeps, by name if it has one. */
export const keptBy = ({ scope, name }: { scope: HoldScope; name: string | null }): string =>
  scope === 'tenant' || name === null
    ? SCOPE_WORDS[scope]
    : name.charAt(0).toUpperCase() + name.slice(1);
