import type { TenantRole } from '../permissions.ts';

/** A membership as the rules see it. */
export type Standing = { role: TenantRole; active: boolean };

/** What is asked for a member: fields to change, or the end of the membership. */
export type MemberChange =
  { role?: TenantRole | undefined; active?: boolean | undefined } | 'remove';

/** Why a change of a member is refused; `reason` of the problem. */
export const MEMBER_REFUSALS = {
  owners_only: 'Only an owner makes somebody an owner, or changes or removes one',
  own_role: 'Nobody gives themselves a higher role; ask an owner',
  own_account: 'Nobody deactivates themselves; leave the organization instead',
  last_owner:
    'The organization would have no active owner left; make somebody else an owner before',
} as const;
export type MemberRefusal = keyof typeof MEMBER_REFUSALS;

const RANK: Record<TenantRole, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

/**
 * Decides whether a member may be changed by somebody who has `members:write`, or who leaves.
 * @param by the role of whoever asks; a key of the organization acts as an admin
 * @param isSelf whether they are the member
 * @param otherOwners active owners besides the member
 * @returns the rule that refuses it; null when it is allowed
 */
export function memberRefusal(
  by: TenantRole,
  member: Standing,
  change: MemberChange,
  { isSelf, otherOwners }: { isSelf: boolean; otherOwners: number },
): MemberRefusal | null {
  const role = change === 'remove' ? undefined : change.role;
  const active = change === 'remove' ? false : (change.active ?? member.active);
  if (isSelf && role !== undefined && RANK[role] > RANK[member.role]) return 'own_role';
  if (by !== 'owner' && (member.role === 'owner' || role === 'owner')) return 'owners_only';
  if (isSelf && change !== 'remove' && !active) return 'own_account';
  const isOwnerNow = member.role === 'owner' && member.active;
  const isOwnerThen = (role ?? member.role) === 'owner' && active;
  return isOwnerNow && !isOwnerThen && otherOwners === 0 ? 'last_owner' : null;
}
