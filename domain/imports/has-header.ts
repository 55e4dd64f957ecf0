import { withoutInvisible } from '#lib/invisible.ts';
import { normalizeEmail } from '../addresses/address.ts';
import type { Row } from './csv.ts';
import { withoutAddressMark } from './text-mark.ts';

/** Begins with a plus, a zero or brackets, or has the American 3-3-4 format, or ten and more digits. */
const PHONE = /^(?:\+|0|\(\+?\d{1,5}\)|(?=\d{10,15}$))[\d ()/.-]{6,20}$|^\d{3}([-. ])\d{3}\1\d{4}$/;
const DIGITS = { least: 9, most: 15 };

/** Returns whether a row contains an e-mail address or a phone number. Then it is not a header. */
export const containsAddress = (values: readonly string[]): boolean =>
  values.some((raw) => {
    const cell = withoutAddressMark(raw).replace(/\p{Zs}/gu, ' ');
    if (cell.split(':::').some((one) => normalizeEmail(one) !== null)) return true;
    const digits = cell.replace(/\D/g, '').length;
    return digits >= DIGITS.least && digits <= DIGITS.most && PHONE.test(cell);
  });

export type Headed = { header: string[]; rows: Row[]; named: boolean };

/**
 * Returns the header of a file, without invisible and control characters, as values are read. A first row with an address is data:
 * then the columns are numbered.
 */
export function headed(first: Row): Headed {
  if (!containsAddress(first.values)) {
    const names = first.values.map((value) =>
      withoutInvisible(value.replaceAll(/\p{Cc}/gu, ' ')).trim(),
    );
    return { header: names, rows: [], named: true };
  }
  const header = first.values.map((_, i) => `Column ${i + 1}`);
  return { header, rows: [first], named: false };
}
