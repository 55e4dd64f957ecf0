import { signMailToken, type MailSubject, type MailUse } from '#domain/feedback/mail-token.ts';
import type { Context, Services } from '#domain/context.ts';
import { newId } from '#lib/ids.ts';
import { grantConsent, type Person } from './consent.ts';
import { sendTo } from './messages.ts';

/** A person with a unique mailbox. */
export const reader = (purpose = 'marketing'): Person => ({
  channel: 'email',
  address: `reader-${newId().slice(-12)}@example.com`,
  purpose,
});

/** Creates a mail that this person just received, based on their consent. */
export async function mailed(services: Services, ctx: Context, to: Person): Promise<string> {
  await grantConsent(services, ctx, to);
  const { id } = await sendTo(services, ctx, to);
  await services.db.withTenant(ctx, async (trx) => {
    await trx('messages').where({ id }).update({ status: 'sent', sent_at: trx.fn.now() });
    await trx('outbox').where({ message_id: id }).delete();
  });
  return id;
}

/** Returns the signed token that comes back in reports about a mail. */
export async function tokenOf(
  services: Services,
  ctx: Context,
  id: string,
  use: MailUse = 'bounce',
  what: MailSubject = 'message',
): Promise<string> {
  const keys = await services.keyring.keys(ctx);
  return signMailToken(keys, use, { tenantId: ctx.tenantId, what, id });
}
