import type { FieldError } from '#lib/errors.ts';
import type { TemplateSource } from './contract.ts';
import { liquidParts } from './liquid-parts.ts';
import { didYouMean, nearest } from './nearest.ts';
import { CONTACT_VALUES, valueNames } from './value-names.contract.ts';

const ROOTS = ['contact', 'organization', 'purpose'];
const FIELDS = /^contact\.fields\b./;

const rootOf = (name: string): string => name.split(/[.[]/)[0] ?? '';
const there = (names: readonly string[]): string => `There are: ${names.join(', ')}.`;

/** Returns errors for unknown values under our own roots. A bare name is the caller's and is checked at sending. */
export const unknownValues = (source: TemplateSource, names: readonly string[]): FieldError[] =>
  names.flatMap((name) => {
    const message = unknownUnderRoot(source, name);
    return message === undefined ? [] : [{ path: fieldOf(source, name), message }];
  });

function unknownUnderRoot({ category }: TemplateSource, name: string): string | undefined {
  const root = rootOf(name);
  if (!ROOTS.includes(root) || FIELDS.test(name)) return undefined;
  // A purpose's name is known in every category.
  const known = [...new Set([...valueNames(category), 'purpose.name'])];
  if (known.includes(name)) return undefined;
  const within = known.filter((one) => one.startsWith(`${root}.`));
  const all = root === 'contact' ? [...within, 'contact.fields.…'] : within;
  if (name === root) return `"${name}" cannot be used by itself. ${there(all)}`;
  const guess = didYouMean(name, within);
  return `There is no value called "${name}".${guess || ` ${there(all)}`} Your own are written {{ variables.… }}.`;
}

/**
 * Returns errors for names that look like a typo of a known one (`frist_name`), so that the author notices before all
 * recipients get the same default. A name with a suffix (`emails`, `phone2`) is a different name.
 * @param given the available values; a name among them is not a typo
 */
export const slips = (
  source: TemplateSource,
  names: readonly string[],
  given: object = {},
): FieldError[] =>
  names.flatMap((name) => {
    const meant = Object.hasOwn(given, rootOf(name)) ? undefined : meantBy(source, name);
    return meant === undefined
      ? []
      : [
          {
            path: fieldOf(source, name),
            message: `There is no value called "${name}". Did you mean "${meant}"? A value of your own is written {{ variables.${name} }}.`,
          },
        ];
  });

/** Returns the known value that a bare name is probably a typo of; undefined when there is none. */
export function meantBy({ category }: TemplateSource, name: string): string | undefined {
  const root = rootOf(name);
  if (root === 'variables' || ROOTS.includes(root)) return undefined;
  const known = [...valueNames(category), ...CONTACT_VALUES];
  if (known.includes(name)) return undefined;
  const meant = nearest(name, known);
  return meant === undefined || name.startsWith(meant) ? undefined : meant;
}

const fieldOf = ({ subject }: TemplateSource, name: string): string =>
  subject?.includes(name) ? 'subject' : 'body';

/** Returns the message about a missing value. */
export function missingWords(source: TemplateSource, name: string): string {
  const meant = meantBy(source, name);
  return meant === undefined
    ? 'is used by the template but missing'
    : `is used by the template but missing. Did you mean "${meant}"?`;
}

const SPACED = /^\{\{-?\s*([A-Za-z_][\w.]*(?:\s+[A-Za-z_][\w.]*)+)\s*(?:\||-?\}\})/;
const OPERATORS = /\s(and|or|not|contains)\s/;

/** Returns errors for names with a space (`{{ first name }}`): Liquid silently uses only the first word. */
export const spacedNames = ({ category, subject, body }: TemplateSource): FieldError[] =>
  [
    ['subject', subject ?? ''],
    ['body', body],
  ].flatMap(([path = '', text = '']) =>
    liquidParts(text).flatMap(({ kind, source }) => {
      const name = kind === 'output' ? SPACED.exec(source)?.[1] : undefined;
      if (name === undefined || OPERATORS.test(name)) return [];
      const joined = name.replaceAll(/\s+/g, '_');
      const meant = nearest(joined, [...valueNames(category), ...CONTACT_VALUES]) ?? joined;
      return [
        {
          path,
          message: `There is no value called "${name}": names have no spaces. Did you mean "${meant}"?`,
        },
      ];
    }),
  );
