import type { Trx } from '#lib/db.ts';
import { hmac } from '#lib/crypto.ts';
import { AppError } from '#lib/errors.ts';
import { everySpelling, phoneKey } from '#lib/phone-spellings.ts';
import { prepared } from '#lib/prepared.ts';
import { recordAudits } from '../audit/record.ts';
import { fieldOf } from '../addresses/by-channel.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/*
 * An erased person must not come back by an act of others. A keyed hash of the address remains, under a separate key,
 * as a row of `suppressions` without an address (ICO: keep just enough to respect the wish). Every path on which
 * others add an address checks here first. The person's own proven act lifts it.
 */

/** An address in the indexed spelling. */
export type KnownAddress = { channel: 'sms' | 'email'; address: string };

/**
 * Returns the hash that remains of an erased address: HMAC-SHA-256(tenant's suppression key, channel ‖ address). All
 * spellings of one phone have the same hash.
 */
export const suppressionHash = (keys: TenantKeys, { channel, address }: KnownAddress): Buffer =>
  hashOf(keys, channel, addressKey({ channel, address }));

/**
 * Returns every hash that may remain of an address: those of before the spellings of a phone had one were of the
 * spelling itself, and cannot be made anew.
 */
export const suppressionHashes = (keys: TenantKeys, { channel, address }: KnownAddress): Buffer[] =>
  (channel === 'sms' ? everySpelling(address) : [address]).map((one) => hashOf(keys, channel, one));

const hashOf = (keys: TenantKeys, channel: string, address: string): Buffer =>
  hmac(keys.suppression, `${channel}\0${address}`);

const addressKey = ({ channel, address }: KnownAddress): string =>
  channel === 'sms' ? phoneKey(address) : address;

/** Returns the addresses of erased people among these, as `channel:address`. */
export async function erasedAmong(
  trx: Trx,
  keys: TenantKeys,
  addresses: readonly KnownAddress[],
): Promise<Set<string>> {
  if (!addresses.length) return new Set();
  const hashes = hashesOf(keys, addresses);
  const rows: { address_bidx: Buffer }[] = await trx('suppressions')
    .where({ reason: 'erasure' })
    .whereNull('address_enc')
    .whereRaw('(channel, address_bidx) in (select * from unnest(?::text[], ?::bytea[]))', [
      hashes.map(({ channel }) => channel),
      hashes.map(({ hash }) => hash),
    ])
    .select('address_bidx');
  return new Set(
    namesOf(
      hashes,
      rows.map((row) => row.address_bidx.toString('hex')),
    ),
  );
}

/**
 * Returns why nothing is added to these addresses, by `channel:address`: their person was erased, or is to be. Also those
 * whose erasure has not blocked them yet, or waits for a hold. For everything that would add something to the person.
 */
export async function keptOutAmong(
  trx: Trx,
  keys: TenantKeys,
  addresses: readonly KnownAddress[],
): Promise<Map<string, string>> {
  if (!addresses.length) return new Map();
  const erased = await erasedAmong(trx, keys, addresses);
  const hashes = hashesOf(keys, addresses);
  const { rows } = await trx.raw<{ rows: { hash: string }[] }>(
    `select a ->> 'suppression_hash' as hash
     from privacy_erasures e cross join jsonb_array_elements(e.addresses) a
     where ${UNFINISHED}
       and a ->> 'suppression_hash' = any(?::text[])`,
    [hashes.map(({ hash }) => hash.toString('hex'))],
  );
  const unfinished = namesOf(
    hashes,
    rows.map(({ hash }) => hash),
  );
  return new Map([
    ...[...erased].map((name): [string, string] => [name, WAS_ERASED]),
    ...unfinished.map((name): [string, string] => [name, TO_BE_ERASED]),
  ]);
}

/** Returns whether anybody was erased, or is to be. Most organizations need no hash to know that an address is free. */
export async function hasErased(trx: Trx): Promise<boolean> {
  const { rows } = await prepared<{ erased: boolean }>(trx, HAS_ERASED);
  return rows[0]?.erased === true;
}

/** An erasure that has not finished may not have left its hashes yet. */
const UNFINISHED = `not e.dry_run and e.finished_at is null and e.status not in ('completed', 'failed')`;

const HAS_ERASED = `
  select exists (select from suppressions where reason = 'erasure' and address_enc is null)
    or exists (select from privacy_erasures e where ${UNFINISHED}) as erased`;

type Hashed = { channel: string; name: string; hash: Buffer };

const hashesOf = (keys: TenantKeys, addresses: readonly KnownAddress[]): Hashed[] =>
  addresses.flatMap((one) =>
    suppressionHashes(keys, one).map((hash) => ({ channel: one.channel, name: nameOf(one), hash })),
  );

function namesOf(hashes: readonly Hashed[], found: readonly string[]): string[] {
  const byHash = new Map(hashes.map(({ hash, name }) => [hash.toString('hex'), name]));
  return found.flatMap((hash) => byHash.get(hash) ?? []);
}

/** Returns an address with its channel as one text, e.g. `email:amina@example.com`; one for all spellings of a phone. */
export const nameOf = (known: KnownAddress): string => `${known.channel}:${addressKey(known)}`;

/** The message of a refusal once the person was erased. */
export const WAS_ERASED = 'was erased at this person’s wish; only they themselves can come back';

/** The message of a refusal while the erasure is not finished: what is there may still be seen. */
export const TO_BE_ERASED =
  'is to be erased at this person’s wish; nothing is added to it, and only they themselves can come back';

/** Refuses addresses of people who were erased or are being erased. @throws AppError conflict */
export async function refuseErased(
  trx: Trx,
  keys: TenantKeys,
  addresses: readonly KnownAddress[],
): Promise<void> {
  const erased = await keptOutAmong(trx, keys, addresses);
  for (const one of addresses) {
    const message = erased.get(nameOf(one));
    if (!message) continue;
    throw new AppError('conflict', `This address ${message}`, {
      errors: [{ path: fieldOf(one.channel), message }],
      extra: { reason: 'erased' },
    });
  }
}

/** Lifts the suppression of an erased person who came back by their own act that proves the address. */
export async function liftErased(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  proven: KnownAddress,
): Promise<void> {
  const lifted: { id: string }[] = await trx('suppressions')
    .where({ reason: 'erasure', channel: proven.channel })
    .whereIn('address_bidx', suppressionHashes(keys, proven))
    .whereNull('address_enc')
    .delete()
    .returning('id');
  await recordAudits(
    trx,
    ctx,
    lifted.map(({ id }) => ({
      action: 'suppression.deleted',
      entityType: 'suppression',
      entityId: id,
      detail: { channel: proven.channel, reason: 'erasure', by: 'proven_opt_in' },
    })),
  );
}
