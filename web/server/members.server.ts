import type { PageSession } from '../../api/client-types.ts';
import {
  MEMBER_REFUSALS,
  memberRefusal,
  type MemberChange,
} from '../../domain/identity/member-rules.contract.ts';
import { ROLES, type TenantRole } from '../../domain/identity/roles.contract.ts';

type Member = { id: string; role: TenantRole; active: boolean };
type Asking = Pick<PageSession, 'api' | 'user' | 'permissions'>;

/** What may be done with a member; each text says why something may not. */
export type Possible = {
  /** The roles that can be given. */
  roles: TenantRole[];
  /** Why a role is missing among them. */
  roleWhy: string | null;
  deactivateWhy: string | null;
  reactivateWhy: string | null;
  removeWhy: string | null;
};

/** Returns what a signed-in member may do with another one, or with themselves, by the rules that the API applies. */
export async function possibleWith(asking: Asking, member: Member): Promise<Possible> {
  const { api, user: me, permissions } = asking;
  // Two are enough to know whether another one is left.
  const owners = await api.users.list({ query: { role: 'owner', status: 'active', limit: 2 } });
  const otherOwners = owners.data.filter(({ id }) => id !== member.id).length;
  const isSelf = me.id === member.id;
  const why = (change: MemberChange): string | null => {
    if (!permissions.includes('members:write') && !(isSelf && change === 'remove')) {
      return 'Your role does not let you change members';
    }
    const refusal = memberRefusal(me.role, member, change, { isSelf, otherOwners });
    return refusal && MEMBER_REFUSALS[refusal];
  };
  const whys = ROLES.map((role) => ({ role, why: role === member.role ? null : why({ role }) }));
  return {
    roles: whys.flatMap((one) => (one.why === null ? [one.role] : [])),
    roleWhy: whys.find((one) => one.why !== null)?.why ?? null,
    deactivateWhy: why({ active: false }),
    reactivateWhy: why({ active: true }),
    removeWhy: why('remove'),
  };
}

/** Returns the names of the API keys that end with a member; null when the reader may not see keys. */
export async function keysOf(
  { api, permissions }: Asking,
  memberId: string,
): Promise<string[] | null> {
  if (!permissions.includes('api_keys:read')) return null;
  const { data } = await api.apiKeys.list({ query: { limit: 200 } });
  return data.flatMap(({ member, name }) => (member?.id === memberId ? [name] : []));
}
