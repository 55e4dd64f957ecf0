import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import { consentAddress } from '../consent/consent-address.ts';
import type { Services } from '../context.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { readLink, type LinkTarget } from '../signed-links/links.ts';
import { messageOf } from './message-of.ts';

/** The owner of a preference link: one address on one channel of one organisation. */
export type LinkOwner = {
  tenantId: LinkTarget['tenantId'];
  keys: TenantKeys;
  channel: 'sms' | 'email';
  /** In clear. */
  address: string;
  addressBidx: Buffer;
};

/**
 * Returns the owner of a preference link. Links are signed and never expire: CAN-SPAM requires 30 days, and an old
 * mail must not prevent anybody from opting out.
 * @returns null for an invalid link, or when the person was erased
 */
export async function ownerOfLink(services: Services, token: string): Promise<LinkOwner | null> {
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

/** Finds the address of a link. `extra` shows whether the id is of a message or of a consent. */
async function addressBehind(
  trx: Trx,
  keys: TenantKeys,
  link: LinkTarget,
): Promise<Pick<LinkOwner, 'channel' | 'address'> | null> {
  if (link.extra === 'm') {
    const message = await messageOf(trx, keys, link.tenantId, link.id);
    return message && { channel: message.channel, address: message.address };
  }
  const consent = await Consent.query(trx).findOne({ id: link.id });
  const address = consent ? consentAddress(keys, consent) : null;
  return consent && address !== null ? { channel: consent.channel, address } : null;
}
