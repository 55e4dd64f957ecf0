import { invalidField } from '#lib/errors.ts';
import { CONTACT_TARGETS, isAddressTarget } from '../imports/targets.contract.ts';

/** Where a column's values go. `field:<name>` is a custom field; null leaves the column out. */
export const TARGETS = CONTACT_TARGETS;
export type Mapping = Record<string, string | null>;

/** The columns that the download of failed rows puts first: no data when it comes back corrected. */
export const FAILED_ROWS_FIRST = ['row', 'reason'] as const;

/** @throws AppError invalid (`mapping`): a column that is none, or a target given twice */
export function assertMapping(columns: readonly string[], mapping: Mapping): void {
  const unknown = Object.keys(mapping).find((column) => !columns.includes(column));
  if (unknown !== undefined)
    throw invalidField(`mapping.${unknown}`, 'is not a column of the file');
  const used = Object.values(mapping).filter((v) => v !== null);
  if (new Set(used).size !== used.length)
    throw invalidField('mapping', 'gives one target to two columns');
}

/** Nobody can be imported without an address. @throws AppError invalid (`mapping`) */
export function assertAddress(mapping: Mapping): void {
  if (!Object.values(mapping).some(isAddressTarget)) {
    throw invalidField('mapping', 'no column is mapped to email or phone');
  }
}
