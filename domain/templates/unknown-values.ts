import type { FieldError } from '#lib/errors.ts';
import type { TemplateSource } from './contract.ts';
import { liquidParts } from './liquid-parts.ts';
import { didYouMean, nearest } from './nearest.ts';
import { CONTACT_VALUES, valueNames } from './value-names.contract.ts';

const ROOTS = ['contact', 'organization', 'purpose'];
const FIELDS = /^contact\.fields\b./;

const rootOf = (name: string): string => name.split(/[.[]/)[0] ?? '';
const there = (names: readonly string[]): string => `There are: ${names.join(', ')}.`;

/** What stands under our own roots is known; a bare name is the caller's, and is asked for when sending. */
export const unknownValues = (source: TemplateSource, names: readonly string[]): FieldError[] =>
  names.flatMap((name) => {
    const message = unknownUnderRoot(source, name);
    return message === undefined ? [] : [{ path: fieldOf(source, name), message }];
  });

function unknownUnderRoot({ category }: TemplateSource, name: string): string | undefined {
  const root = rootOf(name);
  if (!ROOTS.includes(root) || FIELDS.test(name)) return undefined;
  // A purpose's name is known everywhere, whatever the use.
  const known = [...new Set([...valueNames(category), 'purpose.name'])];
  if (known.includes(name)) return undefined;
  const within = known.filter((one) => one.startsWith(`${root}.`));
  if (name === root) return `"${name}" is no value by itself. ${there(within)}`;
  const guess = didYouMean(name, within);
  return `There is no value called "${name}".${guess || ` ${there(within)}`} Your own are written {{ variables.… }}.`;
}

/**
 * Names that are nobody's and look like a slip in one of ours (`frist_name`): whoever writes a text is told, before
 * everybody is greeted with one and the same value. A name that ends differently (`emails`, `phone2`) is another name.
 * @param given values that are there all the same
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

/** The value of ours that a bare name is a slip for. */
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

/** Of a value that a message is sent without. */
export function missingWords(source: TemplateSource, name: string): string {
  const meant = meantBy(source, name);
  return meant === undefined
    ? 'is used by the template but missing'
    : `is used by the template but missing. Did you mean "${meant}"?`;
}

const SPACED = /^\{\{-?\s*([A-Za-z_][\w.]*(?:\s+[A-Za-z_][\w.]*)+)\s*(?:\||-?\}\})/;
const OPERATORS = /\s(and|or|not|contains)\s/;

/** Names with a space in them (`{{ first name }}`): Liquid reads the first word and drops the others without a word. */
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
