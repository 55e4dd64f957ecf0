import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import { contactAt } from '../addresses/by-channel.ts';
import type { Context } from '../context.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import type { AadParts } from '../encryption/personal.ts';
import {
  decryptPersonal,
  personKeys,
  encryptPersonal,
  type OpeningKeys,
} from '../encryption/person-keys.ts';
import type { Wish } from './keywords.ts';

/** An inbound message. `from` is normalised; an invalid address stays as received. */
export type Written = {
  channel: 'sms' | 'email';
  from: string;
  sentTo: string | null;
  body: string;
  providerMessageId: string;
  wish: Wish;
};

export type Kept = { id: string; addressBidx: Buffer; contactId: string | null };

/** The maximum length of a stored body, in characters: about ten text segments, or a short mail. */
const LONGEST = 5_000;

/** Stores an inbound message, encrypted. @returns null when it was received before */
export async function keepInbound(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  written: Written,
): Promise<Kept | null> {
  const { channel, from, sentTo, body, providerMessageId, wish } = written;
  const id = newId();
  const addressBidx = blindIndex(keys, channel, from);
  const person = (await personKeys(trx, keys, [addressBidx])).of(addressBidx);
  const contactId = await contactAt(trx, channel, addressBidx);
  const made: unknown[] = await trx('inbound_messages')
    .insert({
      tenant_id: ctx.tenantId,
      id,
      channel,
      provider_message_id: providerMessageId,
      address_bidx: addressBidx,
      contact_id: contactId,
      from_enc: encryptPersonal(person, aad(ctx.tenantId, id, 'from'), from),
      body_enc: encryptPersonal(person, aad(ctx.tenantId, id, 'body'), body.slice(0, LONGEST)),
      sent_to: sentTo,
      wish,
    })
    .onConflict(['tenant_id', 'channel', 'provider_message_id'])
    .ignore()
    .returning('id');
  if (!made.length) return null;
  await recordAudit(trx, ctx, {
    action: 'inbound.received',
    entityType: 'inbound_message',
    entityId: id,
    detail: { channel, wish, ...(contactId ? { contact_id: contactId } : {}) },
  });
  return { id, addressBidx, contactId };
}

/** Decrypts the body of a stored message; null once the person was erased. */
export const openBody = (
  keys: TenantKeys,
  persons: OpeningKeys,
  row: { tenant_id: string; id: string; body_enc: Buffer | null },
): string | null =>
  decryptPersonal(keys, persons, aad(row.tenant_id, row.id, 'body'), row.body_enc);

const aad = (tenantId: string, id: string, column: string): AadParts => ({
  tenantId,
  table: 'inbound_messages',
  id,
  column,
});
