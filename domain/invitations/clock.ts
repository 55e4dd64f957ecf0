import { invitationUrl } from '../signed-links/links.ts';
import type { Context, Services } from '../context.ts';
import type { Trx } from '#lib/db.ts';
import type { Rendered } from '../templates/contract.ts';
import { invitationMail } from './mail.ts';
import { KEPT_DAYS, REMINDER_DAYS } from './rules.ts';

/** Where an invitation stands, for its process. Times are in milliseconds from now; 0: it is time. */
export type InvitationClock = {
  /** `gone`: deleted. */
  status: string;
  /** Counts its links. */
  version: number;
  reminded: boolean;
  remindInMs: number;
  endsInMs: number;
  forgetInMs: number;
};

/** A mail that is due: the address, the words, and a Message-ID that a repeat shares. */
export type DueMail = { to: string; messageId: string; version: number; words: Rendered };

type Row = {
  email: string;
  role: string | null;
  status: string;
  version: number;
  mailed_version: number;
  expires_at: Date;
  reminded_at: Date | null;
  inviter: string;
  remind_in: number;
  ends_in: number;
  forget_in: number;
};

const DAY = '86400';

/** Reads an invitation. The role of a worker reaches it only by a function of its tenant. */
async function rowOf(trx: Trx, id: string): Promise<Row | undefined> {
  const { rows } = await trx.raw<{ rows: Row[] }>(
    `select i.*,
       extract(epoch from i.expires_at - now())::float8 - ${REMINDER_DAYS} * ${DAY} as remind_in,
       extract(epoch from i.expires_at - now())::float8 as ends_in,
       extract(epoch from coalesce(i.ended_at, i.created_at) - now())::float8 + ${KEPT_DAYS} * ${DAY} as forget_in
     from named.invitation(?) i`,
    [id],
  );
  return rows[0];
}

const GONE: InvitationClock = {
  status: 'gone',
  version: 0,
  reminded: true,
  remindInMs: 0,
  endsInMs: 0,
  forgetInMs: 0,
};

const ms = (seconds: number): number => Math.max(0, Math.ceil(seconds * 1000));

async function clockOf(trx: Trx, id: string): Promise<InvitationClock> {
  const row = await rowOf(trx, id);
  if (!row) return GONE;
  return {
    status: row.status,
    version: row.version,
    reminded: row.reminded_at !== null,
    remindInMs: ms(row.remind_in),
    endsInMs: ms(row.ends_in),
    forgetInMs: ms(row.forget_in),
  };
}

/** Returns where an invitation stands. */
export const readInvitation = (
  { db }: Services,
  ctx: Context,
  id: string,
): Promise<InvitationClock> => db.withTenant(ctx, (trx) => clockOf(trx, id));

/** Returns the mail with the newest link, or the reminder; null: none is due. */
export async function dueMail(
  { db, keyring, publicUrl }: Services,
  ctx: Context,
  id: string,
  kind: 'link' | 'reminder',
): Promise<DueMail | null> {
  const found = await db.withTenant(ctx, async (trx) => {
    const row = await rowOf(trx, id);
    const tenant: { name: string } | undefined = await trx('tenants').first('name');
    return row && tenant ? { row, organization: tenant.name } : null;
  });
  if (!found || found.row.status !== 'pending' || found.row.ends_in <= 0) return null;
  const { row, organization } = found;
  const isDue =
    kind === 'link'
      ? row.mailed_version < row.version
      : row.reminded_at === null && row.remind_in <= 0;
  if (!isDue) return null;
  const link = { tenantId: ctx.tenantId, id };
  return {
    to: row.email,
    messageId: `invitation-${kind}-${id}-${row.version}`,
    version: row.version,
    words: invitationMail({
      organization,
      inviter: row.inviter,
      role: row.role,
      expiresAt: row.expires_at,
      url: invitationUrl(publicUrl, await keyring.keys(ctx), link, row.version),
      reminder: kind === 'reminder',
    }),
  };
}

/** Notes that the link was handed over, or that the mail server will never take it. */
export const noteMailed = (
  { db }: Services,
  ctx: Context,
  id: string,
  { version, taken }: { version: number; taken: boolean },
): Promise<InvitationClock> =>
  change(db, ctx, id, 'named.invitation_mailed(?, ?, ?)', [
    id,
    version,
    taken ? 'sent' : 'refused',
  ]);

export const noteReminded = (
  { db }: Services,
  ctx: Context,
  id: string,
  version: number,
): Promise<InvitationClock> =>
  change(db, ctx, id, 'named.invitation_reminded(?, ?, now())', [id, version]);

/** Ends an invitation that nobody has accepted in time. */
export const expireInvitation = (
  { db }: Services,
  ctx: Context,
  id: string,
): Promise<InvitationClock> => change(db, ctx, id, 'named.expire_invitation(?, now())', [id]);

/** Deletes an invitation that ended long enough ago. */
export const forgetInvitation = (
  { db }: Services,
  ctx: Context,
  id: string,
): Promise<InvitationClock> =>
  change(db, ctx, id, `named.forget_invitation(?, now() - interval '${KEPT_DAYS} days')`, [id]);

/** Calls a function that changes an invitation. Its triggers write the audit row, with the actor told here. */
const change = (
  db: Services['db'],
  ctx: Context,
  id: string,
  call: string,
  values: (string | number)[],
): Promise<InvitationClock> =>
  db.withTenant(ctx, async (trx) => {
    await trx.raw(
      `select set_config('app.actor_type', 'system', true), set_config('app.actor_id', '', true),
         set_config('app.request_id', ?, true)`,
      [ctx.requestId],
    );
    await trx.raw(`select ${call}`, values);
    return clockOf(trx, id);
  });
