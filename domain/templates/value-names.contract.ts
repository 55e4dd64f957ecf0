import type { TemplateCategory, TemplateVariables } from './contract.ts';
import { ALWAYS, filledIn } from './values.contract.ts';

/** The values under roots that are not values themselves. */
const WITHIN = {
  contact: ['name', 'first_name', 'email', 'phone', 'locale'],
  organization: ['name', 'color', 'address', 'logo'],
  purpose: ['name'],
} as const satisfies { [Root in keyof TemplateVariables]?: readonly string[] };

const isRoot = (name: string): name is keyof typeof WITHIN => Object.hasOwn(WITHIN, name);

const named = (name: string): string[] =>
  isRoot(name) ? WITHIN[name].map((one) => `${name}.${one}`) : [name];

/** Returns the names of all values that Assent provides in a text of this category. */
export const valueNames = (category: TemplateCategory): string[] =>
  filledIn(category).flatMap(named);

/** The names of values in texts of every category. */
export const COMMON_VALUES: readonly string[] = [...ALWAYS, 'purpose'].flatMap(named);

/** Values of a contact, which may be written without their root: `{{ first_name }}`. */
export const CONTACT_VALUES: readonly string[] = WITHIN.contact;
