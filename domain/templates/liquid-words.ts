import { LiquidError } from 'liquidjs';
import { LIQUID_BLOCKS, liquidParts } from './liquid-parts.ts';
import { didYouMean } from './nearest.ts';
import { positionIn } from './positions.ts';

/*
 * Error messages for the authors of templates, who may not be programmers: where the error is, what it is, and what
 * to do. Liquid's own messages are never shown; unknown ones become a general message.
 */

/** The available tags and filters. */
export type Known = { tags: readonly string[]; filters: readonly string[] };

/** Returns the message about an error of Liquid. @param source the author's text, so that line numbers match */
export function liquidWords(error: unknown, source: string, known: Known): string {
  const at = positionOf(error, source);
  const said = messageOf(error);
  const fault: Fault = {
    source,
    at,
    written: at === undefined ? '' : writtenAt(source, at),
    known,
  };
  for (const [pattern, words] of WORDS) {
    const match = pattern.exec(said);
    if (match) return `${lineOf(fault)}${words(match[1] ?? '', fault)}`;
  }
  return `${lineOf(fault)}${cannot(fault)} Take it out, or write it in another way.`;
}

/** `Line 4: `, if the position is known. */
const lineOf = ({ source, at }: Pick<Fault, 'source' | 'at'>): string =>
  at === undefined ? '' : `Line ${positionIn(source, at)[0]}: `;

/** Returns ` (line 4)`, for messages about the field as a whole. */
export function inLine(error: unknown, source: string): string {
  const at = positionOf(error, source);
  return at === undefined ? '' : ` (line ${positionIn(source, at)[0]})`;
}

type Fault = {
  source: string;
  at: number | undefined;
  /** The `{{ … }}` or `{% … %}` with the error, or the part of it that exists. */
  written: string;
  known: Known;
};

const MOST_SHOWN = 60;

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/(, file:[^\n]*?)?, line:\d+, col:\d+$/, '')
    .trim();

/** Returns the position of an error, if it is in this text and not in an argument that is parsed separately. */
function positionOf(error: unknown, source: string): number | undefined {
  const token = LiquidError.is(error) && 'token' in error ? error.token : undefined;
  return token?.input === source ? Math.min(token.begin, source.length) : undefined;
}

function writtenAt(source: string, at: number): string {
  let from = 0;
  for (const part of liquidParts(source)) {
    const end = from + part.source.length;
    if (part.kind !== 'text' && at >= from && at <= end) return shortened(part.source);
    if (at < end) break;
    from = end;
  }
  return shortened(source.slice(at).split('\n')[0] ?? '');
}

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
};

const cannot = ({ written }: Fault): string =>
  written ? `${written} cannot be read.` : 'Something cannot be read.';

/** Returns the blocks that are open at the position of an error, from the outside in. */
function openAt({ source, at = 0 }: Fault): { name: string; written: string; line: number }[] {
  const open: { name: string; written: string; line: number }[] = [];
  let from = 0;
  for (const { kind, source: part } of liquidParts(source)) {
    if (from >= at) break;
    const name = kind === 'tag' ? (/^\{%-?\s*(\w+)/.exec(part)?.[1] ?? '') : '';
    if (LIQUID_BLOCKS.has(name)) {
      open.push({ name, written: shortened(part), line: positionIn(source, from)[0] });
    } else if (name.startsWith('end') && open.at(-1)?.name === name.slice(3)) open.pop();
    from += part.length;
  }
  return open;
}

const BRANCHES = new Set(['else', 'elsif', 'when']);
/** Tags of Liquid that are removed for messages (engine.ts). */
const ELSEWHERE = new Set([
  'include', 'render', 'layout', 'block', 'liquid', 'increment', 'decrement', 'tablerow',
]); // prettier-ignore

function noSuchTag(name: string, fault: Fault): string {
  if (ELSEWHERE.has(name)) return `The tag "${name}" does not work in a message. Take it out.`;
  const open = openAt(fault).at(-1);
  if (name.startsWith('end')) return wrongEnd(name, open);
  if (BRANCHES.has(name)) {
    const outer = name === 'when' ? 'case' : 'if';
    return `${fault.written} cannot stand alone. It belongs between {% ${outer} … %} and {% end${outer} %}.`;
  }
  const { tags } = fault.known;
  const guess = didYouMean(name, [
    ...tags,
    ...BRANCHES,
    ...[...LIQUID_BLOCKS].map((block) => `end${block}`),
  ]);
  return `There is no tag called "${name}".${guess || ` There are: ${tags.filter((tag) => tag !== '#').join(', ')}.`}`;
}

function wrongEnd(name: string, open: { name: string; written: string; line: number } | undefined) {
  if (open) {
    return `{% ${name} %} does not end ${open.written} of line ${open.line}. Write {% end${open.name} %} first.`;
  }
  const begun = name.slice(3);
  return LIQUID_BLOCKS.has(begun)
    ? `{% ${name} %} ends nothing: no {% ${begun} … %} is open before it. Write that, or remove the end.`
    : `{% ${name} %} ends nothing. Take it out.`;
}

function noSuchFilter(name: string, { known }: Fault): string {
  if (name === 'raw')
    return 'The filter "raw" does not work in a message: values are never HTML. Take it out.';
  const guess = didYouMean(name, known.filters);
  return `There is no filter called "${name}".${guess || ` Take "| ${name}" out.`}`;
}

/** The message about a `{{` or `{%` without its end. */
function notClosed(end: '}}' | '%}', { source, at = 0, written }: Fault): string {
  const rest = source.slice(at);
  return end === '}}' && rest.includes(end)
    ? `A quotation mark in ${written} is not closed. Add one where the text ends.`
    : `${written} is not closed. Write ${end} at its end.`;
}

function noEnd(_: string, fault: Fault): string {
  const name = /^\{%-?\s*(\w+)/.exec(fault.written)?.[1] ?? 'if';
  return `${fault.written} has no end. Write {% end${name} %} where it ends.`;
}

/** Returns advice for common mistakes in Liquid's syntax. */
function advice({ written }: Fault): string {
  if (/[“”„‟‘’«»]/.test(written)) return 'Write straight quotation marks: "…".';
  if (/&&|&amp;&amp;/.test(written)) return 'Write "and" in place of &&.';
  if (/\|\|/.test(written))
    return written.startsWith('{{') ? 'One | is enough.' : 'Write "or" in place of ||.';
  if (/^\{%.*[^=!<>]=[^=]/.test(written)) return 'Two values are compared with ==.';
  if (/\.\./.test(written)) return 'The parts of a name are separated by one dot.';
  return 'Write the name of a value, and what changes it after a |, as in {{ contact.first_name | upcase }}.';
}

/** Examples of how tags are written. */
const SHAPES = new Map([
  ['for', '{% for item in variables.list %}'],
  ['assign', '{% assign name = "value" %}'],
  ['capture', '{% capture name %}'],
  ['cycle', '{% cycle "one", "two" %}'],
  ['if', '{% if contact.first_name != "" %}'],
  ['elsif', '{% elsif contact.name != "" %}'],
  ['unless', '{% unless contact.first_name == "" %}'],
  ['case', '{% case contact.locale %}'],
  ['when', '{% when "en" %}'],
]);

function inShape(_: string, fault: Fault): string {
  const shape = SHAPES.get(/^\{%-?\s*(\w+)/.exec(fault.written)?.[1] ?? '');
  return shape
    ? `${cannot(fault)} It is written like this: ${shape}.`
    : `${cannot(fault)} ${advice(fault)}`;
}

const advised = (_: string, fault: Fault): string => `${cannot(fault)} ${advice(fault)}`;

function emptyValue(_: string, fault: Fault): string {
  if (fault.at === undefined) return 'A filter lacks a value after its colon.';
  return fault.written.startsWith('{{')
    ? `${fault.written} is empty. Write the name of a value in it, or take it out.`
    : inShape('', fault);
}

type Words = (name: string, fault: Fault) => string;
/** Our messages by the messages of Liquid (10.30). */
const WORDS: readonly (readonly [RegExp, Words])[] = [
  [/^output .* not closed$/s, (_, fault) => notClosed('}}', fault)],
  [/^tag ".*" not closed$/s, (_, fault) => notClosed('%}', fault)],
  [/^raw .* not closed$/s, (_, fault) => noEnd('', { ...fault, written: '{% raw %}' })],
  [/^tag .* not closed$/s, noEnd],
  [/^tag "(.*)" not found$/s, noSuchTag],
  [/^undefined filter: (\S+)/, noSuchFilter],
  [/^undefined variable: ([^\s,]+)/, (name) => `There is no value called "${name}".`],
  [/tag syntax/, (_, { written }) => `${written} is empty. Write its content, or take it out.`],
  [/^invalid value expression: ""$/, emptyValue],
  [/^\[ not closed/, (_, fault) => `A [ in ${fault.written} is not closed. Write ] after it.`],
  [/range syntax|unbalanced parentheses|value expected/, (_, fault) => `${cannot(fault)} Each ( needs its ), and a range is written (1..5).`],
  [/^expected filter name/, (_, fault) => /\|\|/.test(fault.written) ? advised('', fault) : `${cannot(fault)} After a | comes the name of a filter, as in | upcase.`],
  [/^expected ":" after filter name/, (_, fault) => `${cannot(fault)} After the name of a filter comes a colon, as in | default: "friend".`],
  [/^expected "\|" before filter|^invalid value expression|^unexpected (character|token)/, advised],
  [/^illegal tag: |^expected variable name|^expected "="|^invalid capture name|^empty candidates/, inShape],
  [/^(\w+) expect \d+ arguments/, (name) => `The filter "${name}" needs a value: | ${name}: "…".`],
  [/^invalid base64/, () => 'The filter "base64_decode" was given a value that is not Base64.'],
  [/^duplicated else|^unexpected elsif after else/, () => 'After {% else %} comes {% endif %}: no other {% else %} or {% elsif … %} may follow it.'],
  [/^unexpected /, (_, { written }) => `${written} has extra words. Write its name alone; a further condition is written {% elsif … %}.`],
  [/inline comment/, () => 'Each line of a comment begins with #. Or write {% comment %} … {% endcomment %}.'],
]; // prettier-ignore
