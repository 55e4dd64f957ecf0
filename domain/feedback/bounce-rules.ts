import { mailRefusal } from '#lib/mail-refusal.ts';
import type { MailReport } from './contract.ts';

/**
 * Returns what a failed delivery says about the address. The same rule as at the hand-over (lib/mail-refusal.ts),
 * applied to the report's own status and the whole reply it quotes; which command was refused is unknown.
 * - permanent: the mailbox does not exist.
 * - null: it is about us or about the mail, and says nothing about the address.
 * - transient: everything else, full mailboxes (5.2.2) and time-outs included. 5.4.4 too: the host that was not found
 *   may be a relay of ours.
 * @param status as in the report, `5.1.1`
 * @param diagnostic as the other server wrote it, `smtp; 550 5.1.1 User unknown`
 */
export function permanenceOf(status: string, diagnostic: string): MailReport['permanence'] {
  const code = Number(/\b[45]\d\d(?=[ -]|$)/.exec(diagnostic)?.[0] ?? 0);
  switch (mailRefusal({ code, lines: [status, diagnostic], stage: null })) {
    case 'gone':
      return 'permanent';
    case 'sender':
      return null;
    case 'recipient':
    case 'unclear':
      return 'transient';
  }
}

/**
 * Whether feedback is a complaint (RFC 5965 §7.3); `not-spam` is the opposite, other types are about something else.
 */
export const isComplaint = (feedbackType: string): boolean =>
  ['abuse', 'fraud', 'other'].includes(feedbackType.trim().toLowerCase());
