import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { Consent } from '#models/consent.ts';
import { noteNumbers, type KnownNumber } from '../../addresses/known-numbers.ts';
import type { Context } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { encryptConsentAddress } from '../consent-address.ts';

/** Identifies a consent: an address on a channel for a purpose. `address` is normalised. */
export type ConsentKey = {
  addressBidx: Buffer;
  address: string;
  channel: 'sms' | 'email';
  purposeId: string;
  contactId: string | null;
};

/** Locks one consent; see lockConsents. */
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
 * Creates missing rows of consents and locks all rows until the transaction ends. Rows are always created in the
 * order of their keys and locked in the order of their ids; this prevents deadlocks. Claims of messages take the same
 * lock, so a claim and a withdrawal always have an order.
 * @param wanted each key once
 * @param keeps whether a new row stores its address: it must not when somebody else acts for an erased person
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
    // For an erased person the address is only in memory during the act. recordEvents stores it again for a request,
    // a grant or an import.
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
