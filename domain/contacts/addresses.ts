import type { Trx } from '#lib/db.ts';
import { AppError, type FieldError } from '#lib/errors.ts';
import { normalizeEmail, normalizePhone, type Channel } from './address.ts';

type Given = { email?: string | null | undefined; phone?: string | null | undefined };
export type Addresses = { email?: string | null; phone?: string | null };

/**
 * Brings given addresses into the spelling we index; null stays null, what is not given is left out.
 * @throws AppError invalid, naming email and phone
 */
export async function readAddresses(trx: Trx, given: Given): Promise<Addresses> {
  const errors: FieldError[] = [];
  const read: Addresses = {};
  if (given.email !== undefined) {
    read.email = given.email === null ? null : normalizeEmail(given.email);
    if (read.email === null && given.email !== null) {
      errors.push({ path: 'email', message: 'is not an e-mail address' });
    }
  }
  if (given.phone !== undefined) {
    const tenant: { country: string } = await trx('tenants').first('country');
    read.phone = given.phone === null ? null : normalizePhone(given.phone, tenant.country);
    if (read.phone === null && given.phone !== null) {
      errors.push({
        path: 'phone',
        message: `is not a phone number (numbers without a country code are read as ${tenant.country})`,
      });
    }
  }
  if (errors.length) throw new AppError('invalid', 'Some fields are not valid', { errors });
  return read;
}

/** What was given, channel by channel. */
export const addressesOf = ({
  email,
  phone,
}: Addresses): { channel: Channel; address: string }[] => [
  ...(email ? [{ channel: 'email' as const, address: email }] : []),
  ...(phone ? [{ channel: 'sms' as const, address: phone }] : []),
];
