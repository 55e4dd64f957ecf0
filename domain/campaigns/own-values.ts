import type { TemplateSource } from '../templates/contract.ts';
import { compiled } from '../templates/compiled.ts';
import { SAMPLE, sampleOf } from '../templates/sample.ts';
import { filledIn } from '../templates/values.contract.ts';
import { strangerVariables } from '../templates/variables.ts';

/** A value that a text names and Assent does not fill in: `variables.order` and a bare `order` are `order`. */
export type OwnValue = {
  name: string;
  /** Nothing stands in for it: the campaign cannot go out without it. */
  needed: boolean;
};

/** Names of the caller's own that these texts use, in order of appearance. */
export function ownValues(sources: readonly TemplateSource[]): OwnValue[] {
  const needed = new Set(missingValues(sources, {}));
  const names = sources.flatMap((source) =>
    compiled(source).variables.filter(isOwn(source)).map(withoutRoot),
  );
  return [...new Set([...names, ...needed])].map((name) => ({ name, needed: needed.has(name) }));
}

/**
 * Names these texts use and get no value for, when they are sent with `variables`: what would be missing for
 * somebody we know nothing of, and for somebody we know well, since a branch may fall either way. A custom
 * field is the person's: who lacks it is left out when the message is written.
 * @throws AppError invalid for a text that cannot be read or filled
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
  return [...new Set(missed)]
    .filter((path) => !/^(contact\.)?fields\b/.test(path))
    .map(withoutRoot);
}

const withoutRoot = (path: string): string => path.replace(/^variables\./, '');
const rootOf = (path: string): string => /^\w+/.exec(path)?.[0] ?? '';

/** A bare name may also be short for a value of the contact. */
const isOwn =
  ({ category }: TemplateSource) =>
  (path: string): boolean => {
    const root = rootOf(path);
    const ours = new Set<string>([...filledIn(category), ...Object.keys(strangerVariables())]);
    return root === 'variables' ? path !== 'variables' : !ours.has(root);
  };
