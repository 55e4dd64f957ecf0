import { forgiving } from '../encryption/personal.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { AddressAbsent } from './absent.contract.ts';

/** The mark of a row with an unreadable value. */
export type Marked = { unreadable?: true };

/**
 * Maps one row to its view. A value that cannot be decrypted, because it was changed or its key is gone, is empty and
 * the row is marked; its other values are still shown.
 */
export function viewOne<Row, View extends object>(
  keys: TenantKeys,
  row: Row,
  view: (keys: TenantKeys, row: Row) => View,
): View & Marked {
  const tried = forgiving(keys);
  const seen = view(tried, row);
  return tried.damage.found ? { ...seen, ...absentFor(seen), unreadable: true } : seen;
}

/** Maps the rows of a list to their views, each by itself: an unreadable row hides no other. */
export const viewEach = <Row, View extends object>(
  keys: TenantKeys,
  rows: readonly Row[],
  view: (keys: TenantKeys, row: Row) => View,
): (View & Marked)[] => rows.map((row) => viewOne(keys, row, view));

/** A missing address without a stored reason is the unreadable one. */
const absentFor = (seen: object): { address_absent?: AddressAbsent } =>
  'address_absent' in seen && seen.address_absent === 'not_kept'
    ? { address_absent: 'unreadable' }
    : {};
