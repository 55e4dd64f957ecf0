import { own } from '../../lib/own.ts';
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
  suppressed_opt_out: 'Blocked: opted out',
  suppressed_complaint: 'Blocked: complained',
  suppressed_hard_bounce: 'Blocked: the address bounced',
  suppressed_erasure: 'Blocked: erased',
  suppressed_legal: 'Blocked for legal reasons',
  suppressed_admin: 'Blocked by your team',
  suppressed_provider_block: 'Blocked by the provider',
  no_address: 'No address on this channel',
  duplicate_address: 'Another contact has this address',
  transactional: 'Service message',
  preferences_link: 'Asked for the link to their preferences',
  quiet_hours: 'Waits for the recipient’s day (quiet hours)',
  campaign_canceled: 'The campaign was cancelled',
  campaign_paused: 'The campaign is paused',
  not_in_audience: 'Not in the audience',
  added_later: 'Added after the audience was fixed',
  not_begun: 'The campaign has not begun',
  never_placed: 'The campaign ended before it began',
  confirmation: 'Confirms what the person agreed to',
  opt_out_confirmation: 'Confirms that the person opted out',
  frequency_cap: 'Got enough for now (frequency cap)',
  sender_refused: 'The sender or the message was refused, not the recipient',
  missing_value: 'A value that the text needs is missing',
  too_long: 'The text is too long for its channel with their values',
  text_failed: 'The text could not be written with their values',
  unreadable: 'What is stored of this person could not be read',
  too_many_attempts: 'Tried too often',
};

/** Why someone did or did not get a message. */
export const reasonWords = (reason: string): string => own(WORDS, reason) ?? sentence(reason);
