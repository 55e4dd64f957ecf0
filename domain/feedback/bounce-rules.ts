import { mailRefusal } from '#lib/mail-refusal.ts';
import type { MailReport } from './contract.ts';

/**
 * What a failed delivery says about the address. The same rule as at the hand-over (lib/mail-refusal.ts), over the
 * report's own status and all of the reply it quotes; which command was refused is not known.
 * - permanent: there is no such mailbox. - null: it is about us, or about the mail; says nothing about the address.
 * - transient: all else, full boxes (5.2.2) and time-outs included. 5.4.4 too: the host that was not found may be a
 *   relay of ours.
 * @param status as the report has it, `5.1.1`
 * @param diagnostic as the other server put it, `smtp; 550 5.1.1 User unknown`
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

/** Feedback that is a complaint (RFC 5965 §7.3); `not-spam` is its opposite, others are about something else. */
export const isComplaint = (feedbackType: string): boolean =>
  ['abuse', 'fraud', 'other'].includes(feedbackType.trim().toLowerCase());
