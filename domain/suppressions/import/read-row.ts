import { z } from 'zod';
import { invalidField } from '#lib/errors.ts';
import { own } from '#lib/own.ts';
import { normalizeAddress } from '../../contacts/address.ts';
import { withoutTextMark } from '../../imports/text-mark.ts';
import { addressWords } from '../../contacts/by-channel.ts';
import { calendarDay, instantText } from '../../instant.contract.ts';
import type { NewSuppression } from '../../consent/suppressions.ts';
import { suppressionReason, type SuppressionImportOptions } from '../contract.ts';

type Column = 'address' | 'channel' | 'reason' | 'note' | 'expires_at';
/** Where in a row each value stands. */
export type Columns = Partial<Record<Column, number>> & { address: number };

const NAMES: Record<string, Column> = {
  address: 'address', email: 'address', 'e-mail': 'address', 'email address': 'address', mail: 'address',
  phone: 'address', 'phone number': 'address', mobile: 'address', number: 'address',
  channel: 'channel', reason: 'reason', note: 'note', comment: 'note',
  expires_at: 'expires_at', expires: 'expires_at', until: 'expires_at',
}; // prettier-ignore

/** Reads the header. @throws AppError invalid (`file`) without a column of addresses */
export function findColumns(header: readonly string[]): Columns {
  const found: Partial<Record<Column, number>> = {};
  header.forEach((name, i) => {
    const column = own(NAMES, name.toLowerCase().trim());
    if (column) found[column] ??= i;
  });
  if (found.address === undefined) {
    throw invalidField('file', 'needs a column named address, email or phone in its first row');
  }
  return { ...found, address: found.address };
}

const end = z.union([instantText, calendarDay]);

/** One row as a block, or what is wrong with it; the message never repeats the address. */
export function readSuppression(
  values: readonly string[],
  columns: Columns,
  options: SuppressionImportOptions,
  country: string,
): NewSuppression | { message: string } {
  const at = (column: Column): string => {
    const index = columns[column];
    return index === undefined ? '' : (values[index] ?? '');
  };
  const raw = withoutTextMark(at('address'));
  if (!raw) return { message: 'has no address' };
  const named = at('channel').toLowerCase();
  if (named && named !== 'sms' && named !== 'email') return { message: 'channel must be sms or email' }; // prettier-ignore
  const channel = named === 'sms' || named === 'email' ? named : (options.channel ?? (raw.includes('@') ? 'email' : 'sms')); // prettier-ignore
  const address = normalizeAddress(channel, raw, country);
  if (address === null) {
    return { message: `is not ${addressWords(channel)}` };
  }
  const reason = at('reason') ? suppressionReason.safeParse(at('reason').toLowerCase()) : null;
  if (reason && !reason.success) return { message: 'reason is not one of the known ones' };
  const expires = at('expires_at') ? end.safeParse(at('expires_at')) : null;
  if (expires && !expires.success)
    return { message: 'expires_at is not a date such as 2027-01-31' };
  const note = at('note').slice(0, 500);
  return {
    channel,
    address,
    reason: reason?.data ?? options.reason,
    ...(note ? { note } : {}),
    ...(expires?.data ? { expires_at: new Date(expires.data) } : {}),
  };
}
