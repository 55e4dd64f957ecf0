import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { Consent } from '#models/consent.ts';
import { noteNumbers, type KnownNumber } from '../../addresses/known-numbers.ts';
import type { Context } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { encryptConsentAddress } from '../consent-address.ts';

/** Which consent: an address on a channel for a purpose. `address` is normalised. */
export type ConsentKey = {
  addressBidx: Buffer;
  address: string;
  channel: 'sms' | 'email';
  purposeId: string;
  contactId: string | null;
};

/** The same for one key: see lockConsents. */
export async function lockConsent(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  key: ConsentKey,
): Promise<Consent> {
  const [row] = await lockConsents(trx, ctx, keys, [key]);
  if (!row) throw new Error('a consent row vanished while it was locked');
  return row;
}

/**
 * The rows of consents, made where they were not there, locked until the transaction ends. Everybody makes
 * them in the order of their keys and locks them in the order of their ids, so that nobody deadlocks. Claims
 * of messages take the same lock, so that it is always known which came first.
 * @param wanted each key once
 * @param keeps whether a row made now keeps its address: not for what others say of somebody erased
 * @returns the row of each key, in the order asked for
 */
export async function lockConsents(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  wanted: readonly ConsentKey[],
  keeps: (key: ConsentKey) => boolean = () => true,
): Promise<Consent[]> {
  if (!wanted.length) return [];
  const sorted = wanted.toSorted(
    (a, b) =>
      Buffer.compare(a.addressBidx, b.addressBidx) ||
      a.channel.localeCompare(b.channel) ||
      a.purposeId.localeCompare(b.purposeId),
  );
  const rows = sorted.map((key) => {
    const id = newId();
    const kept = keeps(key);
    return {
      tenant_id: ctx.tenantId,
      id,
      contact_id: key.contactId,
      address_bidx: key.addressBidx,
      address_enc: kept ? encryptConsentAddress(keys, ctx.tenantId, id, key.address) : null,
      address_gone: kept ? null : 'erasure',
      channel: key.channel,
      purpose_id: key.purposeId,
    };
  });
  for (let i = 0; i < rows.length; i += 500) {
    const made: { address_bidx: Buffer }[] = await trx('consents')
      .insert(rows.slice(i, i + 500))
      .onConflict(['tenant_id', 'address_bidx', 'channel', 'purpose_id'])
      .ignore()
      .returning('address_bidx');
    if (made.length) await noteNumbers(trx, keys, numbersOf(sorted.slice(i, i + 500)));
  }
  const locked = await Consent.query(trx)
    .whereRaw(
      '(address_bidx, channel, purpose_id) in (select * from unnest(?::bytea[], ?::text[], ?::uuid[]))',
      [
        sorted.map((key) => key.addressBidx),
        sorted.map((key) => key.channel),
        sorted.map((key) => key.purposeId),
      ],
    )
    .orderBy('id')
    .forUpdate();
  const byKey = new Map(
    locked.map((row) => [nameOf(row.address_bidx, row.channel, row.purpose_id), row]),
  );
  return wanted.map((key) => {
    const row = byKey.get(nameOf(key.addressBidx, key.channel, key.purposeId));
    if (!row) throw new Error('a consent row vanished while it was locked');
    // Of somebody erased: known here while they act, stored again only by an act that asks for it (recordEvents).
    row.address_enc ??= encryptConsentAddress(keys, ctx.tenantId, row.id, key.address);
    return row;
  });
}

const numbersOf = (wanted: readonly ConsentKey[]): KnownNumber[] =>
  wanted.flatMap(({ channel, addressBidx, address }) =>
    channel === 'sms' ? { bidx: addressBidx, number: address } : [],
  );

const nameOf = (addressBidx: Buffer, channel: string, purposeId: string): string =>
  `${addressBidx.toString('hex')} ${channel} ${purposeId}`;
