import {
  INVITATION_STATUSES,
  type InvitationStatus,
} from '#domain/invitations/choices.contract.ts';
import type { InvitationView } from '#domain/invitations/contract.ts';
import { roleOf } from '#domain/identity/rights.ts';
import type { Knex } from 'knex';

/** An invitation as it is stored; `status` is the one that counts now. */
export type InvitationRow = {
  id: string;
  email: string;
  role: string | null;
  status: string;
  version: number;
  mail: InvitationView['mail'];
  inviterId: string;
  inviterName: string;
  createdAt: Date;
  expiresAt: Date;
  remindedAt: Date | null;
  endedAt: Date | null;
};

/** The status that counts: an end that has passed counts before its process has noted it. */
export const STATUS_NOW = `case when invitation.status = 'pending' and invitation."expiresAt" <= now()
  then 'expired' else invitation.status end`;

/** Selects an organization's invitations. */
export const invitationsOf = (sql: Knex, organizationId: string): Knex.QueryBuilder =>
  sql('invitation')
    .join('user', 'user.id', 'invitation.inviterId')
    .where('invitation.organizationId', organizationId)
    .select(
      'invitation.id',
      'invitation.email',
      'invitation.role',
      sql.raw(`${STATUS_NOW} as status`),
      'invitation.version',
      'invitation.mail',
      'invitation.inviterId',
      'user.name as inviterName',
      'invitation.createdAt',
      'invitation.expiresAt',
      'invitation.remindedAt',
      'invitation.endedAt',
    );

export const invitationView = (row: InvitationRow): InvitationView => ({
  id: row.id,
  email: row.email,
  role: roleOf(row.role),
  status: statusOf(row.status),
  invited_by: { id: row.inviterId, name: row.inviterName },
  mail: row.mail,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
  reminded_at: row.remindedAt?.toISOString() ?? null,
  ended_at:
    row.endedAt?.toISOString() ?? (row.status === 'expired' ? row.expiresAt.toISOString() : null),
});

/** The library also knows `rejected`, which nothing here writes. */
const statusOf = (stored: string): InvitationStatus =>
  INVITATION_STATUSES.find((known) => known === stored) ?? 'canceled';
