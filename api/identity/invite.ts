import type { Context } from '#domain/context.ts';
import type { InvitationView, NewInvitation } from '#domain/invitations/contract.ts';
import { INVITATION_DAYS, MOST_LINKS } from '#domain/invitations/rules.ts';
import { deliverOverdueOf } from '#domain/process-outbox/overdue.ts';
import { AppError, conflict, inUse, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Knex } from 'knex';
import { inIdentity } from './acting.ts';
import type { IdentityDeps } from './deps.ts';
import { invitationsOf, invitationView, type InvitationRow } from './invitation-row.ts';
import { callingMember } from './members.ts';

/*
 * Our own statements. The library's functions for invitations read who acts from a session, so that no API key could
 * call them; they know no versions of a link, and hand the mail to a callback that a crash would lose.
 */

/**
 * Invites somebody to the caller's organization. Its process mails the link.
 * @throws {AppError} forbidden (an owner is invited by owners only; a key of the organization is nobody), conflict (a
 *   member already, or a pending invitation: `invitation_id`), rate_limited, unavailable
 */
export async function invite(
  deps: IdentityDeps,
  ctx: Context,
  { email, role }: NewInvitation,
): Promise<InvitationView> {
  const inviter = await callingMember(deps, ctx);
  await mayAppoint(deps, ctx, inviter.id, role);
  await deps.services.processes.ping();
  await deps.limits.invite(ctx.tenantId);
  const id = ctx.resourceId ?? newId();
  await inIdentity(deps.sql, ctx, async (trx) => {
    const organizationId = ctx.tenantId;
    await endPast(trx, organizationId, email);
    const member: { id: string } | undefined = await trx('member')
      .join('user', 'user.id', 'member.userId')
      .where({ organizationId, email })
      .first('member.id');
    if (member) throw inUse('email', 'is the address of a member');
    const made: { id: string }[] = await trx('invitation')
      .insert({
        id,
        organizationId,
        email,
        role,
        status: 'pending',
        inviterId: inviter.id,
        expiresAt: inDays(trx),
      })
      .onConflict(trx.raw(`("organizationId", email) where status = 'pending'`))
      .ignore()
      .returning('id');
    if (made.length) return;
    const first: { id: string } | undefined = await trx('invitation')
      .where({ organizationId, email, status: 'pending' })
      .first('id');
    // A repeat of this request finds what it made.
    if (first?.id === id) return;
    throw new AppError('conflict', 'This address has a pending invitation; send it again instead', {
      errors: [{ path: 'email', message: 'has a pending invitation; send it again instead' }],
      ...(first ? { extra: { invitation_id: first.id } } : {}),
    });
  });
  await tellProcess(deps, ctx);
  return one(deps, ctx, id);
}

/**
 * Sends a new link, also after the end; the old link stops working.
 * @throws {AppError} not_found, forbidden, conflict (accepted, canceled, sent too often), rate_limited, unavailable
 */
export async function resendInvitation(
  deps: IdentityDeps,
  ctx: Context,
  id: string,
): Promise<InvitationView> {
  const caller = await callingMember(deps, ctx);
  const { role } = await one(deps, ctx, id);
  await mayAppoint(deps, ctx, caller.id, role);
  await deps.services.processes.ping();
  await deps.limits.invite(ctx.tenantId);
  await inIdentity(deps.sql, ctx, async (trx) => {
    const row = await locked(trx, ctx, id);
    if (row.status !== 'pending' && row.status !== 'expired') throw over(row.status);
    if (row.version >= MOST_LINKS) {
      throw conflict(`It was sent ${MOST_LINKS} times; cancel it, and invite the person again`);
    }
    const other: { id: string } | undefined = await trx('invitation')
      .where({ organizationId: ctx.tenantId, email: row.email, status: 'pending' })
      .whereNot({ id })
      .first('id');
    if (other) {
      throw new AppError('conflict', 'This address has another pending invitation', {
        extra: { invitation_id: other.id },
      });
    }
    await trx('invitation')
      .where({ id })
      .update({
        status: 'pending',
        // The mail names them, and it is their right that counts now.
        inviterId: caller.id,
        version: row.version + 1,
        mail: 'waiting',
        expiresAt: inDays(trx),
        endedAt: null,
        remindedAt: null,
      });
  });
  await tellProcess(deps, ctx);
  return one(deps, ctx, id);
}

/** Cancels a pending invitation; its link stops working. @throws {AppError} not_found, conflict */
export async function cancelInvitation(
  deps: IdentityDeps,
  ctx: Context,
  id: string,
): Promise<void> {
  await inIdentity(deps.sql, ctx, async (trx) => {
    const row = await locked(trx, ctx, id);
    if (row.status === 'canceled') return;
    if (row.status !== 'pending') throw over(row.status);
    await trx('invitation').where({ id }).update({ status: 'canceled', endedAt: trx.fn.now() });
  });
  await tellProcess(deps, ctx);
}

/** Returns one invitation. @throws {AppError} not_found */
async function one({ sql }: IdentityDeps, ctx: Context, id: string): Promise<InvitationView> {
  const row: InvitationRow | undefined = await invitationsOf(sql, ctx.tenantId)
    .where('invitation.id', id)
    .first();
  if (!row) throw notFound('Invitation');
  return invitationView(row);
}

type Locked = { status: string; version: number; email: string };

async function locked(trx: Knex.Transaction, ctx: Context, id: string): Promise<Locked> {
  const row: Locked | undefined = await trx('invitation')
    .where({ id, organizationId: ctx.tenantId })
    .forUpdate()
    .first('status', 'version', 'email');
  if (!row) throw notFound('Invitation');
  return row;
}

const over = (status: string) =>
  conflict(
    status === 'accepted'
      ? 'This invitation was accepted already'
      : `This invitation is ${status} already`,
  );

/** Owners appoint owners; an admin who could invite one would be one a minute later. */
async function mayAppoint(
  { sql }: IdentityDeps,
  ctx: Context,
  userId: string,
  role: NewInvitation['role'],
): Promise<void> {
  if (role !== 'owner') return;
  const member: { role: string } | undefined = await sql('member')
    .where({ organizationId: ctx.tenantId, userId })
    .first('role');
  if (member?.role !== 'owner')
    throw new AppError('forbidden', 'Only an owner can invite an owner');
}

/** Ends an invitation whose time is over and whose process has not noted it yet. */
const endPast = (trx: Knex.Transaction, organizationId: string, email: string) =>
  trx('invitation')
    .where({ organizationId, email, status: 'pending' })
    .where('expiresAt', '<=', trx.fn.now())
    .update({ status: 'expired', endedAt: trx.fn.now() });

const inDays = (trx: Knex.Transaction) => trx.raw(`now() + interval '${INVITATION_DAYS} days'`);

/**
 * Hands over what the triggers of the row have posted. What fails is delivered within a minute by housekeeping: the row
 * and its post are one transaction.
 */
export const tellProcess = async (
  { services }: Pick<IdentityDeps, 'services'>,
  ctx: Context,
): Promise<void> => {
  await deliverOverdueOf(services, ctx, 0);
};
