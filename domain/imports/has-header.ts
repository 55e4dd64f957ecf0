import { normalizeEmail } from '../addresses/address.ts';
import type { Row } from './csv.ts';
import { withoutAddressMark } from './text-mark.ts';

/** With a plus or a nought in front, in brackets, in the American three, three and four, or ten digits and more. */
const PHONE = /^(?:\+|0|\(\+?\d{1,5}\)|(?=\d{10,15}$))[\d ()/.-]{6,20}$|^\d{3}([-. ])\d{3}\1\d{4}$/;
const DIGITS = { least: 9, most: 15 };

/** Whether a row tells of somebody: no column is named by an e-mail address or a phone number. */
export const holdsAddress = (values: readonly string[]): boolean =>
  values.some((raw) => {
    const cell = withoutAddressMark(raw).replace(/\p{Zs}/gu, ' ');
    if (cell.split(':::').some((one) => normalizeEmail(one) !== null)) return true;
    const digits = cell.replace(/\D/g, '').length;
    return digits >= DIGITS.least && digits <= DIGITS.most && PHONE.test(cell);
  });

export type Headed = { header: string[]; rows: Row[]; named: boolean };

/** The first row as names of the columns; where it tells of somebody, it is taken and the columns are numbered. */
export function headed(first: Row): Headed {
  if (!holdsAddress(first.values)) return { header: first.values, rows: [], named: true };
  const header = first.values.map((_, i) => `Column ${i + 1}`);
  return { header, rows: [first], named: false };
}
