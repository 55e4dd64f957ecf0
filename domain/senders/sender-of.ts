import { createPrivateKey, type KeyObject } from 'node:crypto';
import { domainOf, type Mailbox } from '#lib/mailbox.ts';
import type { Context, Services } from '../context.ts';
import { decryptValue } from '../encryption/personal.ts';
import { keyAad, type SendingDomainRow } from './row.ts';
import { readSender } from './settings.ts';

/** The DKIM key that signs mails; its public key is in the domain's DNS. */
export type SigningKey = { domain: string; selector: string; privateKey: KeyObject };

/** The sender of mails, the reply address, and the signing key, if there is one. */
export type Sender = { from: Mailbox; replyTo: string | null; dkim: SigningKey | null };

/**
 * Returns the sender of all mails of an organisation. An address on an unproved domain is used only in development.
 * Otherwise, and where no address is set, the installation's sender is used. Mails are signed with the domain's key
 * once it was found in the DNS.
 * @param home the installation's sender
 */
export async function senderOf(
  services: Services,
  ctx: Context,
  home: { from: Mailbox; dkim: SigningKey | null },
): Promise<Sender> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const { organization, sender } = await readSender(trx);
    const domain = sender.email === null ? null : domainOf(sender.email);
    const row: SendingDomainRow | undefined =
      domain === null ? undefined : await trx('sending_domains').where({ domain }).first();
    const mayUse = !services.production || Boolean(row?.proved_at);
    const own = sender.email !== null && mayUse ? sender.email : null;
    const name = sender.name ?? (own === null ? home.from.name : organization);
    const replyTo = sender.reply_to;
    if (own === null) return { from: { ...home.from, name }, replyTo, dkim: home.dkim };
    const dkim =
      row?.dkim_found_at && row.proved_at
        ? {
            domain: row.domain,
            selector: row.selector,
            privateKey: createPrivateKey(decryptValue(keys, keyAad(row), row.dkim_key_enc)),
          }
        : own === home.from.address
          ? home.dkim
          : null;
    return { from: { name, address: own }, replyTo, dkim };
  });
}
