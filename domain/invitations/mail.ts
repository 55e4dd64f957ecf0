import { roleOf } from '../identity/rights.ts';
import { composeOwnMail } from '../own-mails/compose.ts';
import type { Rendered } from '../templates/contract.ts';
import { INVITATION_DAYS, REMINDER_DAYS, ROLE_IN_WORDS } from './rules.ts';

export type InvitationMail = {
  organization: string;
  inviter: string;
  role: string | null;
  expiresAt: Date;
  url: string;
  reminder: boolean;
};

const DAY_IN_WORDS = new Intl.DateTimeFormat('en', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** Returns the mail with the link: who invites, to what, what the role may do, until when. */
export function invitationMail(mail: InvitationMail): Rendered {
  const { organization, inviter, role, expiresAt, url, reminder } = mail;
  const until = DAY_IN_WORDS.format(expiresAt);
  const begin = reminder
    ? `${inviter} has invited you to work with ${organization} in Assent. The invitation ends in ${REMINDER_DAYS} days or less, and this is the only reminder.`
    : `${inviter} invites you to work with ${organization} in Assent.`;
  return composeOwnMail(
    reminder
      ? `Reminder: ${inviter} invited you to ${organization}`
      : `${inviter} invites you to ${organization}`,
    [
      { say: `${begin} ${ROLE_IN_WORDS[roleOf(role)]}` },
      { say: 'Accept here:', url, button: 'Accept the invitation' },
      {
        say: `The link works until ${until} (UTC)${reminder ? '' : `, ${INVITATION_DAYS} days from now`}. It is for you alone: please do not forward it.`,
      },
      {
        say: `You do not know ${inviter} or ${organization}? Then do nothing. Without your consent nothing is created, and your address is deleted after the invitation has ended.`,
        small: true,
      },
    ],
  );
}
