import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { composeOwnMail } from '../own-mails/compose.ts';
import { signLink } from '../signed-links/links.ts';
import type { Rendered } from '../templates/contract.ts';
import { passwordReset } from './row.ts';

/** A mail to the person, and how long their link still works, in milliseconds. */
export type ResetMail = { to: string; userId: string; words: Rendered; waitMs: number };

/**
 * Returns the mail with the link to a new password.
 * @returns null: nobody has the address, or the link no longer works
 */
export const linkMail = async (
  { db, keyring, publicUrl }: Services,
  ctx: Context,
  id: string,
): Promise<ResetMail | null> => {
  const { found, now } = await db.withTenant(ctx, async (trx) => ({
    found: await passwordReset(trx, id),
    now: timeOf(trx),
  }));
  if (!found?.open) return null;
  const token = signLink(await keyring.keys(ctx), 'password_reset', { tenantId: ctx.tenantId, id });
  return {
    to: found.email,
    userId: found.user_id,
    waitMs: found.expires_at.getTime() - now.getTime(),
    words: composeOwnMail('Choose a new password for Assent', [
      { say: `Hello ${found.name},` },
      {
        say: 'Somebody asked for a new password for your account. If it was you, choose one here:',
        url: `${publicUrl}/reset-password/${token}`,
        button: 'Choose a new password',
      },
      { say: 'The link works once, for an hour after it was asked for. A newer link replaces it.' },
      {
        say: 'If it was not you, ignore this mail. Your password stays as it is.',
        small: true,
      },
    ]),
  };
};

/** Records that a link was mailed. Nobody has proved to be the person, so the system acts. */
export const noteLinkMailed = ({ db }: Services, ctx: Context, userId: string): Promise<void> =>
  db.withTenant(ctx, (trx) =>
    recordAudit(trx, ctx, {
      action: 'user.password_reset_requested',
      entityType: 'user',
      entityId: userId,
    }),
  );

/**
 * Returns the mail which says that the password was changed.
 * @returns null: the link was not used
 */
export const changedMail = async (
  { db, publicUrl }: Services,
  ctx: Context,
  id: string,
): Promise<Omit<ResetMail, 'waitMs'> | null> => {
  const found = await db.withTenant(ctx, (trx) => passwordReset(trx, id));
  if (!found?.used_at) return null;
  return {
    to: found.email,
    userId: found.user_id,
    words: composeOwnMail('Your password for Assent was changed', [
      { say: `Hello ${found.name},` },
      {
        say: 'Your password was changed by a link that was mailed to you. You are signed out everywhere. API keys keep working.',
      },
      {
        say: 'If it was not you, somebody else reads your mail. Secure your mailbox first, then choose another password:',
        url: `${publicUrl}/forgot-password`,
      },
    ]),
  };
};

/** Removes the row of a link that no longer works. */
export const endReset = ({ db }: Services, ctx: Context, id: string): Promise<void> =>
  db.withTenant(ctx, async (trx) => {
    await trx.raw('select named.end_password_reset(?)', [id]);
  });
