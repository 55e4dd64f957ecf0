import type { Trx } from '#lib/db.ts';
import { AppError, invalidField, isKind, type FieldError } from '#lib/errors.ts';
import { invisibleIn } from '#lib/invisible.ts';
import { spellAddress, type Channel } from './address.ts';
import { fieldOf } from './by-channel.ts';
import type { Spelled } from './spell-email.ts';

type Given = { email?: string | null | undefined; phone?: string | null | undefined };
export type Addresses = { email?: string | null; phone?: string | null };

/**
 * Normalises a new address from a program or a user. Invisible characters are an error here and are not removed: the
 * sender's list may contain the address twice, and only the sender can correct it.
 */
export function readAddress(channel: Channel, raw: string, country: string): Spelled {
  const read = spellAddress(channel, raw, country);
  const unseen = invisibleIn(raw.trim());
  if ('problem' in read || unseen === null) return read;
  return { problem: `has an invisible character (${unseen}): remove it` };
}

/** Normalises a new address like readAddress. @throws AppError invalid, at the field `path` */
export function mustBeAddress(
  path: string,
  channel: Channel,
  raw: string,
  country: string,
): string {
  const read = readAddress(channel, raw, country);
  if ('problem' in read) throw invalidField(path, read.problem);
  return read.address;
}

/**
 * Normalises the given addresses to the indexed spelling. Null stays null; a missing address stays missing.
 * @throws AppError invalid, at the fields email and phone
 */
export async function readAddresses(trx: Trx, given: Given): Promise<Addresses> {
  const errors: FieldError[] = [];
  const addresses: Addresses = {};
  for (const channel of ['email', 'sms'] as const) {
    const field = fieldOf(channel);
    const raw = given[field];
    if (raw === undefined) continue;
    const country = channel === 'sms' && raw !== null ? await homeOf(trx) : '';
    const read = raw === null ? null : readAddress(channel, raw, country);
    addresses[field] = read && 'address' in read ? read.address : null;
    if (read && 'problem' in read) {
      const home = channel === 'sms' ? ` (numbers without a country code are read as ${country})` : ''; // prettier-ignore
      errors.push({ path: field, message: `${read.problem}${home}` });
    }
  }
  if (errors.length) throw new AppError('invalid', 'Some fields are not valid', { errors });
  return addresses;
}

const homeOf = async (trx: Trx): Promise<string> => {
  const { country }: { country: string } = await trx('tenants').first('country');
  return country;
};

/** Returns the faults of given addresses, at the fields email and phone. */
export async function addressFaults(trx: Trx, given: Given): Promise<FieldError[]> {
  try {
    await readAddresses(trx, given);
    return [];
  } catch (error) {
    if (!isKind(error, 'invalid')) throw error;
    return error.detail.errors ?? [];
  }
}

/** Lists the given addresses with their channels. */
export const addressesOf = ({
  email,
  phone,
}: Addresses): { channel: Channel; address: string }[] => [
  ...(email ? [{ channel: 'email' as const, address: email }] : []),
  ...(phone ? [{ channel: 'sms' as const, address: phone }] : []),
];
