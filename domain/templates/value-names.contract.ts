import type { TemplateCategory, TemplateVariables } from './contract.ts';
import { ALWAYS, filledIn } from './values.contract.ts';

/** What stands under the roots that are no values themselves. */
const WITHIN = {
  contact: ['name', 'first_name', 'email', 'phone', 'locale'],
  organization: ['name', 'color', 'address', 'logo'],
  purpose: ['name'],
} as const satisfies { [Root in keyof TemplateVariables]?: readonly string[] };

const isRoot = (name: string): name is keyof typeof WITHIN => Object.hasOwn(WITHIN, name);

const named = (name: string): string[] =>
  isRoot(name) ? WITHIN[name].map((one) => `${name}.${one}`) : [name];

/** Every value that Assent fills in by itself in a text of this use, as it is written. */
export const valueNames = (category: TemplateCategory): string[] =>
  filledIn(category).flatMap(named);

/** Those of every text, whatever its use. */
export const COMMON_VALUES: readonly string[] = [...ALWAYS, 'purpose'].flatMap(named);

/** Those of a contact may be written without their root: `{{ first_name }}`. */
export const CONTACT_VALUES: readonly string[] = WITHIN.contact;
