import type { PasswordResetConfirm, PasswordResetRequest } from '#domain/identity/contract.ts';
import { workflowId } from '#domain/processes.ts';
import { readLink } from '#domain/signed-links/links.ts';
import { AppError, invalidField, isKind } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { inIdentity } from './acting.ts';
import { mustNotBeBreached } from './breached/breached.ts';
import type { IdentityDeps, Visitor } from './deps.ts';

/**
 * Has a link to a new password mailed to an address; links of the same person before it no longer work. An unknown
 * address takes the same statements and starts the same process, which then ends at once: neither the answer nor its
 * time tells whether there is an account.
 * @throws {AppError} rate_limited, unavailable
 */
export async function requestPasswordReset(
  deps: IdentityDeps,
  { email }: PasswordResetRequest,
  visitor: Visitor,
): Promise<void> {
  const { limits, services, sql } = deps;
  await limits.resetRequest(visitor.ip, email);
  await services.processes.ping();
  const id = newId();
  const { rows } = await sql.raw<{ rows: { tenantId: string }[] }>(
    `with person as (
       select u.id, m."organizationId" as tenant from "user" u join member m on m."userId" = u.id and m.active
       where u.email = :email order by m."createdAt", m.id limit 1),
     earlier as (
       delete from password_reset r using person where r."userId" = person.id and r."usedAt" is null),
     swept as (
       delete from password_reset where "expiresAt" < now() - interval '1 day')
     insert into password_reset ("id", "tenantId", "userId", "expiresAt")
       select :id::uuid, coalesce((select tenant from person), :nobody::uuid), (select id from person),
         now() + interval '1 hour'
     returning "tenantId"`,
    { email, id, nobody: newId() },
  );
  const tenantId = rows[0]?.tenantId ?? newId();
  await services.processes.start('password-reset', workflowId('password-reset', tenantId, id), {
    tenantId,
    id,
  });
}

/**
 * Changes the password by the link. All sessions of the person end, and no browser is trusted any more; API keys stay. The link works once.
 * @throws {AppError} invalid (token, password), rate_limited
 */
export async function confirmPasswordReset(
  deps: IdentityDeps,
  { token, password }: PasswordResetConfirm,
  visitor: Visitor,
): Promise<void> {
  await deps.limits.resetConfirm(visitor.ip);
  const link = await openReset(deps, token);
  if (!link) throw deadLink();
  mustNotBeBreached(password);
  const { password: hashing } = await deps.auth.$context;
  const hashed = await hashing.hash(password);
  const { requestId = newId() } = visitor;
  const { userId } = link;
  await inIdentity(deps.sql, { actor: { type: 'user', id: userId }, requestId }, async (trx) => {
    const used: number = await trx('password_reset')
      .where({ id: link.id })
      .whereNull('usedAt')
      .where('expiresAt', '>', trx.fn.now())
      .update({ usedAt: trx.fn.now() });
    const changed: number = used
      ? await trx('account')
          .where({ userId, providerId: 'credential' })
          .update({ password: hashed, updatedAt: trx.fn.now() })
      : 0;
    if (!changed) throw deadLink();
    const sessions: number = await trx('session').where({ userId }).delete();
    // Browsers that were trusted with the second factor, and sign-ins that wait for one.
    await trx('verification').where({ value: userId }).delete();
    await trx.raw(
      `select auth.note(m."organizationId"::text, 'user.password_reset', 'user', ?, jsonb_build_object('sessions', ?::int))
       from member m where m."userId" = ?`,
      [userId, sessions, userId],
    );
  });
  // After the answer. Where Temporal is away, the process finds out by itself at the end of the hour.
  deps.notes.add(async () => {
    await deps.services.processes
      .signal(workflowId('password-reset', link.tenantId, link.id), 'linkUsed', {})
      .catch((error: unknown) => {
        if (!isKind(error, 'unavailable')) throw error;
      });
  });
}

type OpenReset = { tenantId: string; id: string; userId: string };

/** Returns what a link is for. @returns null: it is forged, used, replaced or too old */
export async function openReset(
  { services, sql }: Pick<IdentityDeps, 'services' | 'sql'>,
  token: string,
): Promise<OpenReset | null> {
  const link = await readLink(services.keyring, 'password_reset', token);
  if (!link) return null;
  const row: { userId: string | null } | undefined = await sql('password_reset')
    .where({ id: link.id, tenantId: link.tenantId })
    .whereNull('usedAt')
    .where('expiresAt', '>', sql.fn.now())
    .first('userId');
  return row?.userId ? { tenantId: link.tenantId, id: link.id, userId: row.userId } : null;
}

const deadLink = (): AppError =>
  invalidField('token', 'no longer works: it was used, replaced by a newer one, or is too old');
