import type { TemplateSource } from './contract.ts';
import { compiled } from './compiled.ts';
import { SAMPLE, sampleOf } from './sample.ts';
import { filledIn } from './values.contract.ts';
import { strangerVariables } from './variables.ts';

/** A value that a text uses and Assent does not fill in: `variables.order` and a bare `order` are both `order`. */
export type OwnValue = {
  name: string;
  /** It has no default: the campaign cannot be sent without it. */
  needed: boolean;
};

/** Returns the names of the caller's own values in these texts, in order of appearance. */
export function ownValues(sources: readonly TemplateSource[]): OwnValue[] {
  const needed = new Set(missingValues(sources, {}));
  const names = sources.flatMap(ownNames);
  return [...new Set([...names, ...needed])].map((name) => ({ name, needed: needed.has(name) }));
}

/**
 * Returns the names in these texts that get no value when they are sent with `variables`. Checks both a contact
 * without any data and one with all data, since a branch may go either way. A value of the contact is not the
 * campaign's: a recipient without it fails when the message is written (`missing_value`).
 * @throws AppError invalid for a text that cannot be parsed or filled in
 */
export function missingValues(
  sources: readonly TemplateSource[],
  variables: Record<string, unknown>,
): string[] {
  const missed = sources.flatMap((source) => {
    const template = compiled(source);
    return [strangerVariables(), SAMPLE.contact].flatMap((contact) =>
      template.missing({ ...sampleOf(source.category), contact, variables }),
    );
  });
  return [...new Set(missed)].filter((path) => !/^(contact|fields)\b/.test(path)).map(withoutRoot);
}

/** Returns the names of the caller's own values in a text. @throws AppError invalid for one that cannot be parsed */
export const ownNames = (source: TemplateSource): string[] =>
  compiled(source).variables.filter(isOwn(source)).map(withoutRoot);

const withoutRoot = (path: string): string => path.replace(/^variables\./, '');
const rootOf = (path: string): string => /^\w+/.exec(path)?.[0] ?? '';

/** A bare name may also be short for a contact's value. */
const isOwn =
  ({ category }: TemplateSource) =>
  (path: string): boolean => {
    const root = rootOf(path);
    const ours = new Set<string>([...filledIn(category), ...Object.keys(strangerVariables())]);
    return root === 'variables' ? path !== 'variables' : !ours.has(root);
  };
