import { invalidField } from '#lib/errors.ts';
import { CONTACT_TARGETS, isAddressTarget } from '../imports/targets.contract.ts';

/** The targets of columns. A mapping may also have `field:<name>`, a custom field; null omits the column. */
export const TARGETS = CONTACT_TARGETS;
export type Mapping = Record<string, string | null>;

/** The first columns in the download of failed rows. They are not data when the corrected file is uploaded. */
export const FAILED_ROWS_FIRST = ['row', 'reason'] as const;

/** Checks a mapping. @throws AppError invalid (`mapping`) for an unknown column or a target that is used twice */
export function assertMapping(columns: readonly string[], mapping: Mapping): void {
  const unknown = Object.keys(mapping).find((column) => !columns.includes(column));
  if (unknown !== undefined)
    throw invalidField(`mapping.${unknown}`, 'is not a column of the file');
  const used = Object.values(mapping).filter((v) => v !== null);
  if (new Set(used).size !== used.length)
    throw invalidField('mapping', 'maps two columns to one target');
}

/** Checks that a column is mapped to an address: contacts need one. @throws AppError invalid (`mapping`) */
export function assertAddress(mapping: Mapping): void {
  if (!Object.values(mapping).some(isAddressTarget)) {
    throw invalidField('mapping', 'no column is mapped to email or phone');
  }
}
