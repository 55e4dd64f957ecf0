import { sentence } from '../ui/status.tsx';

const WORDS: Record<string, string> = {
  granted: 'Consent is granted',
  no_consent: 'No consent',
  none: 'Never asked',
  withdrawn: 'Has withdrawn',
  pending: 'Not yet confirmed',
  lapsed: 'Did not confirm',
  expired: 'Consent has expired',
  imported_unproven: 'Imported without proof',
  suppressed: 'The address is blocked',
  no_address: 'No address on this channel',
  duplicate_address: 'Another contact has this address',
  transactional: 'Service message',
};

/** Why someone did or did not get a message. */
export const reasonWords = (reason: string): string => WORDS[reason] ?? sentence(reason);
