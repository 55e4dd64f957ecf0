import type { MailReport } from './contract.ts';

/**
 * What a failed delivery says about the address (RFC 3463, and RFC 5321 replies where the enhanced code says
 * nothing):
 * 1. 5.1.x: no such box or host; 5.2.1: the box is closed; 5.4.4: no route to the host. Permanent.
 *    Not 5.1.7 and 5.1.8, which are about us.
 * 2. 5.3.4, 5.6.x, 5.7.x: too large, its form, a policy: about the mail or about us. Nothing.
 * 3. 550, 551, 553 with nothing more precise: no such box. Permanent.
 * 4. All else, full boxes (5.2.2) and every 4.x.x included, may pass: transient.
 * @param status as the report has it, `5.1.1`
 * @param diagnostic as the other server put it, `smtp; 550 5.1.1 User unknown`
 */
export function permanenceOf(status: string, diagnostic: string): MailReport['permanence'] {
  const said = /\b([45])\d\d[ -]+([45]\.\d{1,3}\.\d{1,3})\b/.exec(diagnostic)?.[2];
  const code = /^[45]\.0\.0$/.test(status) && said ? said : status;
  if (/^5\.1\.[78]$/.test(code)) return null;
  if (/^5\.(?:1\.\d+|2\.1|4\.4)$/.test(code)) return 'permanent';
  if (/^5\.(?:3\.4|6\.\d+|7\.\d+)$/.test(code)) return null;
  if (code === '5.0.0' && /\b55[013]\b/.test(diagnostic)) return 'permanent';
  return 'transient';
}

/** Feedback that is a complaint (RFC 5965 §7.3); `not-spam` is its opposite, others are about something else. */
export const isComplaint = (feedbackType: string): boolean =>
  ['abuse', 'fraud', 'other'].includes(feedbackType.trim().toLowerCase());
