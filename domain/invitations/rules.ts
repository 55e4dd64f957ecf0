import { AppError } from '#lib/errors.ts';
import type { TenantRole } from '../permissions.ts';

/** Times of an invitation, in days. */
export const INVITATION_DAYS = 7;
/** Before its end. */
export const REMINDER_DAYS = 3;
/** After its end, when it is deleted: an invited address is personal data. */
export const KEPT_DAYS = 30;
/** A link for one address goes out so often at most, which also limits the history of its process. */
export const MOST_LINKS = 20;

/** What a role may do, in one sentence: for a mail, and for whoever chooses. */
export const ROLE_IN_WORDS: Readonly<Record<TenantRole, string>> = {
  owner: 'As an owner you may do everything, and appoint other owners.',
  admin: 'As an admin you may do everything except appoint owners.',
  member:
    'As a member you may work with contacts, consents, templates and campaigns; an admin or owner sends campaigns and changes the settings.',
  viewer: 'As a viewer you may read, with addresses masked, and change nothing.',
};

/** Whether an invitation is over, and how; an end that has passed counts before its process has noted it. */
export type Linked = { status: string; version: number; ended: boolean };

/**
 * Refuses a link that no longer works, each case with its own reason.
 * @param version of the link
 * @throws {AppError} gone: `accepted`, `canceled`, `expired` or `replaced`
 */
export function assertOpen({ status, version: present, ended }: Linked, version: number): void {
  if (status === 'accepted') throw no('accepted', 'This invitation was accepted already; sign in');
  if (status === 'canceled') throw no('canceled', 'This invitation was withdrawn');
  if (version !== present) {
    throw no('replaced', 'This link was replaced by a newer one; look for the latest mail');
  }
  if (status !== 'pending' || ended) {
    throw no('expired', 'This invitation has expired; ask for a new one');
  }
}

const no = (reason: string, words: string): AppError =>
  new AppError('gone', words, { extra: { reason } });
