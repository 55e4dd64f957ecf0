import { LRUCache } from 'lru-cache';
import type { Context } from '#domain/context.ts';
import type { SessionView } from '#domain/identity/contract.ts';
import { notFound } from '#lib/errors.ts';
import type { Knex } from 'knex';
import { inIdentity } from './acting.ts';
import type { IdentityDeps } from './deps.ts';
import { deviceOf } from './device.ts';
import { userOf } from './members.ts';

type Row = {
  id: string;
  userAgent: string | null;
  createdAt: Date;
  updatedAt: Date;
  expiresAt: Date;
};

/** A person rarely has more; the one that was used last comes first. */
const MOST = 200;
/** Sessions whose use this process has noted in the last minute. */
const noted = new LRUCache<string, true>({ max: 10_000, ttl: 60_000 });

/**
 * Lists where the signed-in user is signed in, the last used first.
 * @throws {AppError} forbidden for an API key, which is not a user
 */
export async function listSessions({ sql }: IdentityDeps, ctx: Context): Promise<SessionView[]> {
  const rows: Row[] = await sql('session')
    .where({ userId: userOf(ctx) })
    .where('expiresAt', '>', sql.fn.now())
    .orderBy('updatedAt', 'desc')
    .limit(MOST)
    .select('id', 'userAgent', 'createdAt', 'updatedAt', 'expiresAt');
  return rows.map((row) => ({
    id: row.id,
    device: deviceOf(row.userAgent),
    current: row.id === ctx.sessionId,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.updatedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  }));
}

/**
 * Ends a session of the signed-in user: the next request with it is refused.
 * @throws {AppError} not_found; forbidden for an API key
 */
export async function endSession({ sql }: IdentityDeps, ctx: Context, id: string): Promise<void> {
  const userId = userOf(ctx);
  await inIdentity(sql, ctx, async (trx) => {
    const ended = await trx('session').where({ id, userId }).delete();
    if (!ended) throw notFound('Session');
    await note(trx, ctx, userId, ended);
  });
}

/**
 * Ends all sessions of the signed-in user but this one.
 * @throws {AppError} forbidden for an API key
 */
export async function endOtherSessions({ sql }: IdentityDeps, ctx: Context): Promise<void> {
  const userId = userOf(ctx);
  await inIdentity(sql, ctx, async (trx) => {
    const ended = await trx('session')
      .where({ userId })
      .whereNot({ id: ctx.sessionId ?? null })
      .delete();
    if (ended) await note(trx, ctx, userId, ended);
  });
}

const note = (trx: Knex.Transaction, ctx: Context, userId: string, count: number) =>
  trx.raw(`select auth.note(?, 'user.sessions_ended', 'user', ?, jsonb_build_object('sessions', ?::int))`, [
    ctx.tenantId, userId, count,
  ]); // prettier-ignore

/** Notes that a session, and with it a member, was seen, at most once a minute. */
export async function noteUse(
  { sql }: IdentityDeps,
  { id, userId }: { id: string; userId: string },
  organizationId: string,
): Promise<void> {
  const use = `${id} ${organizationId}`;
  if (noted.has(use)) return;
  noted.set(use, true);
  await sql('session')
    .where({ id })
    .whereRaw(`"updatedAt" < now() - interval '1 minute'`)
    .update({ updatedAt: sql.fn.now() });
  await sql('member')
    .where({ userId, organizationId })
    .whereRaw(`("lastSeenAt" is null or "lastSeenAt" < now() - interval '1 minute')`)
    .update({ lastSeenAt: sql.fn.now() });
}
