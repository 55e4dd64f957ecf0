import pMap from 'p-map';
import { isId } from '#lib/ids.ts';
import { normalizeEmail } from '../addresses/address.ts';
import type { Services } from '../context.ts';
import { allTenants } from '../tenancy/all-tenants.ts';
import { blindIndex } from '../keyring/keyring.ts';
import type { MailTarget } from './mail-token.ts';

/**
 * Returns the mail of a report that quotes its Message-ID and nothing that we signed. The id alone is not enough,
 * since every recipient of a mail sees it: the report must also name the recipient of that mail.
 */
export async function findByMessageId(
  services: Pick<Services, 'db' | 'keyring'>,
  messageIds: readonly string[],
  recipients: readonly string[],
): Promise<MailTarget | null> {
  const ids = messageIds.map((one) => one.split('@')[0] ?? '').filter(isId);
  const addresses = recipients.map(normalizeEmail).filter((one) => one !== null);
  if (!ids.length || !addresses.length) return null;
  const found = await pMap(
    await allTenants(services),
    async (tenantId): Promise<MailTarget | null> => {
      const scope = { tenantId };
      const rows: { id: string; address_bidx: Buffer | null }[] = await services.db.withTenant(
        scope,
        (trx) => trx('messages').whereIn('id', ids).where({ channel: 'email' }).select('id', 'address_bidx'),
      ); // prettier-ignore
      if (!rows.length) return null;
      const keys = await services.keyring.keys(scope);
      const mine = rows.find((row) =>
        addresses.some((to) => row.address_bidx?.equals(blindIndex(keys, 'email', to))),
      );
      return mine ? { ...scope, what: 'message', id: mine.id } : null;
    },
    { concurrency: 4 },
  );
  return found.find((one) => one !== null) ?? null;
}
