import { forgiving } from '../encryption/personal.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { AddressAbsent } from './absent.contract.ts';

/** What a row of a list has besides, where a value of it cannot be read. */
export type Marked = { unreadable?: true };

/**
 * The rows of a list as callers see them. What cannot be read of one, because it was changed or its key is gone, is
 * empty there and the row is marked; it hides no other row.
 */
export const viewEach = <Row, View extends object>(
  keys: TenantKeys,
  rows: readonly Row[],
  view: (keys: TenantKeys, row: Row) => View,
): (View & Marked)[] =>
  rows.map((row) => {
    const tried = forgiving(keys);
    const seen = view(tried, row);
    return tried.damage.found ? { ...seen, ...absentFor(seen), unreadable: true } : seen;
  });

/** An address that nothing else explains is the one that cannot be read. */
const absentFor = (seen: object): { address_absent?: AddressAbsent } =>
  'address_absent' in seen && seen.address_absent === 'not_kept'
    ? { address_absent: 'unreadable' }
    : {};
