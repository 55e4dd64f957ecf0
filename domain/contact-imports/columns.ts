import { invalidField } from '#lib/errors.ts';
import { CONTACT_TARGETS, isAddressTarget } from '../imports/targets.contract.ts';

/**
 * The targets of columns. A mapping may also have `field:<name>`, a custom field; `consent:<name>`, one that says who
 * agreed; or `unrelated:<name>`, one whose values say nothing about consent, whatever the column is called; null omits
 * the column.
 */
export const TARGETS = CONTACT_TARGETS;
export type Mapping = Record<string, string | null>;

/** The first columns in the download of failed rows. They are not data when the corrected file is uploaded. */
export const FAILED_ROWS_FIRST = ['row', 'reason'] as const;

/** Checks a mapping. @throws AppError invalid (`mapping`) for an unknown column or a target that is used twice */
export function assertMapping(columns: readonly string[], mapping: Mapping): void {
  const unknown = Object.keys(mapping).find((column) => !columns.includes(column));
  if (unknown !== undefined)
    throw invalidField(`mapping.${unknown}`, 'is not a column of the file');
  if (hasTwice(mapping)) throw invalidField('mapping', 'maps two columns to one target');
}

/** Returns whether two columns of a mapping have one target. */
export function hasTwice(mapping: Mapping): boolean {
  const used = Object.values(mapping).filter((target) => target !== null);
  const places = used.map(
    (target) => `${fieldNamed(target) ?? ''}:${fieldNamed(target) === null ? target : ''}`,
  );
  return new Set(places).size !== places.length;
}

const FIELD = /^(?:field|consent|unrelated):/;

/** Returns the name of the custom field that a target means; null for other targets. */
export const fieldNamed = (target: string): string | null =>
  FIELD.test(target) ? target.replace(FIELD, '') : null;

/** Returns whether a column with this target may say who does not consent: one that is left out may, too. */
export const maySpeakOfConsent = (target: string | null | undefined): boolean =>
  !target || target === 'tags' || target.startsWith('field:');

/** Returns whether the mapping says that a column says who agreed. */
export const saysWhoAgreed = (target: string | null | undefined): boolean =>
  target?.startsWith('consent:') === true;

/** Checks that a column is mapped to an address: contacts need one. @throws AppError invalid (`mapping`) */
export function assertAddress(mapping: Mapping): void {
  if (!Object.values(mapping).some(isAddressTarget)) {
    throw invalidField('mapping', 'no column is mapped to email or phone');
  }
}
