import type { Knex } from 'knex';
import type { Context } from '#domain/context.ts';
import type { MemberPatch, UserView } from '#domain/identity/contract.ts';
import {
  MEMBER_REFUSALS,
  memberRefusal,
  type MemberChange,
  type MemberRefusal,
  type Standing,
} from '#domain/identity/member-rules.contract.ts';
import type { TenantRole } from '#domain/permissions.ts';
import { roleOf } from '#domain/identity/rights.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { inIdentity } from './acting.ts';
import type { IdentityDeps } from './deps.ts';
import { memberView } from './members.ts';

/**
 * Changes role or state of a member. It takes effect with the next request of the member and of their keys, in other
 * processes within a second.
 * @throws {AppError} not_found; forbidden or conflict with the rule as `reason`
 */
export async function updateMember(
  deps: IdentityDeps,
  ctx: Context,
  userId: string,
  { role, active }: MemberPatch,
): Promise<UserView> {
  await changing(deps, ctx, userId, { role, active }, (member) =>
    member.update({
      ...(role === undefined ? {} : { role }),
      ...(active === undefined ? {} : { active }),
    }),
  );
  return memberView(deps, ctx, userId);
}

/**
 * Ends a membership; their keys end with it, by a trigger. With one's own id it is leaving.
 * @throws {AppError} not_found; forbidden or conflict with the rule as `reason`
 */
export const removeMember = (deps: IdentityDeps, ctx: Context, userId: string): Promise<void> =>
  changing(deps, ctx, userId, 'remove', (member) => member.delete());

async function changing(
  deps: IdentityDeps,
  ctx: Context,
  userId: string,
  change: MemberChange,
  write: (member: Knex.QueryBuilder) => Promise<unknown>,
): Promise<void> {
  const refusal = await inIdentity(deps.sql, ctx, async (trx) => {
    const refusal = await refusalIn(trx, ctx, userId, change);
    if (refusal) await noteRefusal(trx, ctx, userId, refusal);
    else if (change === 'remove' || change.role !== undefined || change.active !== undefined) {
      await write(trx('member').where({ userId, organizationId: ctx.tenantId }));
    }
    return refusal;
  });
  if (refusal) throw refused(refusal);
  deps.knownKeys.forget();
}

type Row = { userId: string; role: string; active: boolean };

/**
 * Decides under a lock of the organization: of two owners who step down at once, the second sees what the first did.
 */
async function refusalIn(
  trx: Knex.Transaction,
  ctx: Context,
  userId: string,
  change: MemberChange,
): Promise<MemberRefusal | null> {
  const organization = trx('organization').where({ id: ctx.tenantId });
  await organization.forNoKeyUpdate().first('id');
  const members: Row[] = await trx('member')
    .where({ organizationId: ctx.tenantId })
    .where((one) => one.where({ role: 'owner', active: true }).orWhereIn('userId', [userId]))
    .select('userId', 'role', 'active');
  const member = members.find((one) => one.userId === userId);
  if (!member) throw notFound('Member');
  const by = await whoAsks(trx, ctx);
  return memberRefusal(by.role, standing(member), change, {
    isSelf: by.userId === userId,
    otherOwners: members.filter(
      (one) => one.userId !== userId && one.role === 'owner' && one.active,
    ).length,
  });
}

/** Returns whoever asks with the role of this moment. @throws {AppError} forbidden: they were removed meanwhile */
async function whoAsks(
  trx: Knex.Transaction,
  { tenantId, actor }: Context,
): Promise<{ userId: string | null; role: TenantRole }> {
  const key: { memberUserId: string | null } | undefined =
    actor.type === 'api_key' ? await trx('apikey').where({ id: actor.id }).first('memberUserId') : undefined; // prettier-ignore
  const userId = key ? key.memberUserId : actor.type === 'user' ? actor.id : null;
  // Nobody owns the organization by a key of the organization.
  if (key && userId === null) return { userId, role: 'admin' };
  const row: Row | undefined = await trx('member')
    .where({ organizationId: tenantId, userId, active: true })
    .first('userId', 'role', 'active');
  if (!row) throw new AppError('forbidden', 'You are not in this organization any more');
  return { userId, role: standing(row).role };
}

const standing = ({ role, active }: Pick<Row, 'role' | 'active'>): Standing => ({
  role: roleOf(role),
  active,
});

const noteRefusal = (trx: Knex.Transaction, ctx: Context, userId: string, reason: MemberRefusal) =>
  trx.raw(`select auth.note(?, 'member.change_refused', 'user', ?, jsonb_build_object('reason', ?::text))`, [
    ctx.tenantId, userId, reason,
  ]); // prettier-ignore

const refused = (reason: MemberRefusal): AppError =>
  new AppError(reason === 'last_owner' ? 'conflict' : 'forbidden', MEMBER_REFUSALS[reason], {
    extra: { reason },
  });
