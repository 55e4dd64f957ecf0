import type { Context } from '../context.ts';
import type { TemplateVariables } from '../templates/contract.ts';
import { SAMPLE } from '../templates/sample.ts';
import { madeUpVariables } from '../templates/variables.ts';

type Contact = NonNullable<TemplateVariables['contact']>;

/**
 * Returns the values that a text is checked with for a caller who may not see personal data: a refusal must not
 * reveal a contact's values. Only those who may read contacts learn which values exist; for others every value counts
 * as present.
 * @param names the paths the text names
 * @returns null for a caller who may see the values
 */
export function judgedWith(
  { permissions }: Pick<Context, 'permissions'>,
  contact: Contact,
  names: readonly string[],
): Contact | null {
  if (permissions.has('pii:read')) return null;
  if (permissions.has('contacts:read')) return madeUpVariables(contact);
  const fields = names.flatMap(
    (path) => /^(?:contact\.)?fields[.["]+([^.[\]"]+)/.exec(path)?.[1] ?? [],
  );
  return { ...SAMPLE.contact, fields: Object.fromEntries(fields.map((name) => [name, 'Sample'])) };
}
