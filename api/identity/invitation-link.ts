import { rightsOfRole, roleOf } from '#domain/identity/rights.ts';
import type { ValidInvitation } from '#domain/invitations/contract.ts';
import { assertOpen } from '#domain/invitations/rules.ts';
import { readLink } from '#domain/signed-links/links.ts';
import { getTenant } from '#domain/tenancy/read.ts';
import { AppError } from '#lib/errors.ts';
import type { TenantId } from '#lib/ids.ts';
import type { Knex } from 'knex';
import type { IdentityDeps, Visitor } from './deps.ts';
import { hasAccount } from './has-account.ts';
import { invitationsOf, type InvitationRow } from './invitation-row.ts';
import { sessionOf } from './session.ts';

/** An open invitation behind a link, with the number of the link. */
export type OpenLink = {
  tenantId: TenantId;
  id: string;
  version: number;
  organization: string;
  row: InvitationRow;
};

/**
 * Opens the link of an invitation.
 * @throws {AppError} not_found (no link of ours, or deleted), gone (each cause with its `reason`), forbidden
 *   (suspended organization), rate_limited, unavailable
 */
export async function openLink(
  deps: IdentityDeps,
  token: string,
  { ip }: Pick<Visitor, 'ip'>,
): Promise<OpenLink> {
  await deps.limits.invitationLink(ip);
  const link = await readLink(deps.services.keyring, 'invitation', token);
  if (!link) throw unknown();
  const { tenantId, id } = link;
  await deps.gate.pass(tenantId);
  const row: InvitationRow | undefined = await invitationsOf(deps.sql, tenantId)
    .where('invitation.id', id)
    .first();
  if (!row) throw unknown();
  const version = Number(link.extra);
  assertOpen({ ...row, ended: false }, version);
  await mustStillInvite(deps.sql, tenantId, row);
  const { name, status } = await getTenant(deps.services, { tenantId });
  if (status === 'suspended') throw new AppError('forbidden', 'This organization is suspended');
  return { tenantId, id, version, organization: name, row };
}

/**
 * Refuses a link whose inviter could not invite to this role any more: an owner who was demoted, or an admin who was
 * removed, must not come back through a second address.
 * @throws {AppError} gone: `inviter`
 */
export async function mustStillInvite(
  sql: Knex,
  organizationId: string,
  { inviterId, role }: Pick<InvitationRow, 'inviterId' | 'role'>,
): Promise<void> {
  const inviter: { role: string } | undefined = await sql('member')
    .where({ organizationId, userId: inviterId, active: true })
    .first('role');
  const may =
    roleOf(role) === 'owner'
      ? inviter?.role === 'owner'
      : inviter && rightsOfRole(inviter.role).includes('members:write');
  if (may) return;
  throw new AppError(
    'gone',
    'Whoever invited you may not do so any more; ask for a new invitation',
    {
      extra: { reason: 'inviter' },
    },
  );
}

const unknown = (): AppError =>
  new AppError('not_found', 'This link does not work; look whether it was copied as a whole');

export const validView = ({ organization, row }: OpenLink): ValidInvitation => ({
  organization,
  email: row.email,
  role: roleOf(row.role),
  invited_by: row.inviterName,
  expires_at: row.expiresAt.toISOString(),
});

/** What the page of an invitation shows. */
export type InvitationPage = ValidInvitation & {
  /** Whether its address has an account. Only who reads its mail has the link. */
  hasAccount: boolean;
  /** The address of the account that this browser is signed in with. */
  signedInAs: string | null;
};

/** Returns what the page of an invitation shows. @throws {AppError} as `openLink` */
export async function invitationPage(
  deps: IdentityDeps,
  token: string,
  visitor: Visitor,
): Promise<InvitationPage> {
  const link = await openLink(deps, token, visitor);
  const session = await sessionOf(deps, visitor);
  return {
    ...validView(link),
    hasAccount: await hasAccount(deps, link.row.email),
    signedInAs: session?.user.email ?? null,
  };
}
