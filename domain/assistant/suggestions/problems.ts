import type { Preview } from '../../template-previews/preview.ts';
import type { SuggestionInput } from './contract.ts';
import type { MarkedMessage } from './questions.ts';

/** A value that has words of its own, for people without it: `{{ contact.first_name | default: "friend" }}`. */
const HAS_WORDS = /^\{\{.*\|.*(?:"[^"]*\p{L}[^"]*"|'[^']*\p{L}[^']*')/su;

/** Returns what somebody who uses a suggestion has to look at. */
export function problemsOf(
  { task }: SuggestionInput,
  { subject, body }: MarkedMessage,
  { before, after }: { before: Preview; after: Preview },
): string[] {
  const known = new Set(before.errors.map(({ path, message }) => `${path} ${message}`));
  const problems = after.errors
    .filter(({ path, message }) => !known.has(`${path} ${message}`))
    .map(({ path, message }) => `${path === 'subject' ? 'The subject' : 'The text'} ${message}`);
  const [was, is] = [before.segments?.segments ?? 0, after.segments?.segments ?? 0];
  if (is > was) problems.push(`It is sent as ${is} texts; yours as ${was}`);
  if (task === 'shorter' && after.missing.length) {
    problems.push(`Measured without ${after.missing.map((name) => `{{ ${name} }}`).join(', ')}, which each send brings`); // prettier-ignore
  }
  if (task === 'translation') {
    const sources = [...(subject?.marks ?? []), ...body.marks].map(({ source }) => source);
    for (const source of new Set(sources.filter((one) => HAS_WORDS.test(one)))) {
      problems.push(`The words in ${source} are not translated`);
    }
  }
  return problems;
}
