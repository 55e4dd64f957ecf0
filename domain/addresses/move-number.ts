import type { Trx } from '#lib/db.ts';
import { blindIndex, earlierIndexes, type TenantKeys } from '../keyring/keyring.ts';
import { noteNumbers } from './known-numbers.ts';

/*
 * Gives rows of a phone its key, where they have the index of another spelling: from before all spellings had one.
 * Where both spellings have a row of their own (two contacts, two consents to one purpose), the one under the key
 * counts. The other one is no longer found by its number, and nothing is sent on it.
 */
const MOVES: readonly string[] = [
  // First, since messages of campaigns are found by their contact.
  `update messages m set address_bidx = :now where m.channel = 'sms' and m.address_bidx = :old
     and (m.campaign_id is null or m.contact_id in (
       select contact_id from consents where address_bidx = :old and contact_id is not null
       union select id from contacts where phone_bidx = :old))`,
  `update contacts set phone_bidx = :now where phone_bidx = :old
     and not exists (select from contacts o where o.phone_bidx = :now)`,
  `update consents c set address_bidx = :now where c.channel = 'sms' and c.address_bidx = :old
     and not exists (select from consents o where o.channel = 'sms' and o.address_bidx = :now
       and o.purpose_id = c.purpose_id)`,
  `update suppressions s set reason = o.reason, expires_at = o.expires_at from suppressions o
   where s.channel = 'sms' and s.address_bidx = :now and o.channel = 'sms' and o.address_bidx = :old
     and s.expires_at < coalesce(o.expires_at, 'infinity')`,
  `delete from suppressions s where s.channel = 'sms' and s.address_bidx = :old
     and exists (select from suppressions o where o.channel = 'sms' and o.address_bidx = :now)`,
  `update suppressions set address_bidx = :now where channel = 'sms' and address_bidx = :old`,
  `update verifications set address_bidx = :now where channel = 'sms' and address_bidx = :old`,
  `update verification_sends set address_bidx = :now where address_bidx = :old`,
  `update inbound_messages set address_bidx = :now where channel = 'sms' and address_bidx = :old`,
];

/** Moves every row of a number from an earlier index to its key. @param old and `now` are blind indexes */
export async function moveNumber(trx: Trx, old: Buffer, now: Buffer): Promise<void> {
  for (const move of MOVES) await trx.raw(move, { old, now });
}

/**
 * Gives a number that somebody uses now its key at once, if the tenant still has it under an earlier index; otherwise a
 * STOP would not find it before `nameNumbers` has.
 * @param number in E.164, any spelling
 */
export async function moveIfEarlier(trx: Trx, keys: TenantKeys, number: string): Promise<void> {
  const earlier = earlierIndexes(keys, number);
  if (!earlier.length) return;
  const kept: { address_bidx: Buffer }[] = await trx('known_numbers')
    .whereRaw('address_bidx = any(?::bytea[])', [earlier])
    .select('address_bidx');
  const now = blindIndex(keys, 'sms', number);
  for (const { address_bidx: old } of kept) await moveNumber(trx, old, now);
  if (kept.length) await noteNumbers(trx, keys, [{ bidx: now, number }]);
}
