import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import { consentAddress } from '../consent/consent-address.ts';
import type { Services } from '../context.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { readLink, type LinkTarget } from '../signed-links/links.ts';
import { messageOf } from './message-of.ts';

/** Whose preferences a link opens: one address on one channel of one organisation. */
export type Holder = {
  tenantId: LinkTarget['tenantId'];
  keys: TenantKeys;
  channel: 'sms' | 'email';
  /** In clear. */
  address: string;
  addressBidx: Buffer;
};

/**
 * The person behind a preference link. Links are signed and work for ever: CAN-SPAM asks for 30 days, and
 * nobody may be kept from leaving because a mail is old.
 * @returns null for a link that is not ours, or whose person has been erased
 */
export async function holderOf(services: Services, token: string): Promise<Holder | null> {
  const link = await readLink(services.keyring, 'preferences', token);
  if (!link) return null;
  const keys = await services.keyring.keys(link);
  return services.db.withTenant(link, async (trx) => {
    const found = await addressBehind(trx, keys, link);
    if (!found) return null;
    const addressBidx = blindIndex(keys, found.channel, found.address);
    return { tenantId: link.tenantId, keys, ...found, addressBidx };
  });
}

/** `extra` says what the id is of: a message, or a consent. */
async function addressBehind(
  trx: Trx,
  keys: TenantKeys,
  link: LinkTarget,
): Promise<Pick<Holder, 'channel' | 'address'> | null> {
  if (link.extra === 'm') {
    const message = await messageOf(trx, keys, link.tenantId, link.id);
    return message && { channel: message.channel, address: message.address };
  }
  const consent = await Consent.query(trx).findOne({ id: link.id });
  const address = consent ? consentAddress(keys, consent) : null;
  return consent && address !== null ? { channel: consent.channel, address } : null;
}
