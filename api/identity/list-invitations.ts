import type { InvitationStatus } from '#domain/invitations/choices.contract.ts';
import type { Context } from '#domain/context.ts';
import type { InvitationStats, InvitationView } from '#domain/invitations/contract.ts';
import { page, type Page, type PageRequest } from '#domain/paging.ts';
import type { IdentityDeps } from './deps.ts';
import { invitationsOf, invitationView, STATUS_NOW, type InvitationRow } from './invitation-row.ts';

/** Lists the organization's invitations, newest first. */
export async function listInvitations(
  { sql }: IdentityDeps,
  ctx: Context,
  { status, ...request }: PageRequest & { status?: InvitationStatus | undefined },
): Promise<Page<InvitationView>> {
  const query = invitationsOf(sql, ctx.tenantId);
  if (status !== undefined) query.whereRaw(`${STATUS_NOW} = ?`, [status]);
  const found = await page<InvitationRow>(query, request, 'createdAt', 'invitation');
  return { ...found, data: found.data.map(invitationView) };
}

/** Counts the organization's invitations by status; those that ended are counted until they are deleted. */
export async function invitationStats(
  { sql }: IdentityDeps,
  ctx: Context,
): Promise<InvitationStats> {
  const rows: { status: string; count: number }[] = await sql('invitation')
    .where({ organizationId: ctx.tenantId })
    .select(sql.raw(`${STATUS_NOW} as status`), sql.raw('count(*)::int as count'))
    .groupByRaw('1');
  const of = (status: InvitationStatus): number =>
    rows.find((row) => row.status === status)?.count ?? 0;
  return {
    pending: of('pending'),
    accepted: of('accepted'),
    canceled: of('canceled'),
    expired: of('expired'),
  };
}
