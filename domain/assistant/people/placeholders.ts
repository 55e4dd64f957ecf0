import { marksAgain } from './marks.ts';

/*
 * Personal data never leaves for a model: in its place go tokens such as [NAME_1], and in the answer the tokens are
 * replaced again. Both are done for one call at a time; nothing is stored.
 */
export type Kind = 'NAME' | 'EMAIL' | 'PHONE';
/** A text that is replaced wherever it is written like this. */
export type Found = {
  kind: Kind;
  text: string;
  /** What it stands for, where that can be written in several ways. @default the text in small letters */
  same?: string | null;
};

export type Placeholders = {
  /** Replaces these, too, from now on. Tokens that were given stay. */
  add(found: readonly Found[]): void;
  /** Replaces personal data by tokens. */
  hide(text: string): string;
  /** Puts the data back. */
  show(text: string): string;
  /** The same for a text that comes in parts: an unfinished token waits for its rest. */
  reveal(): { part(text: string): string; rest(): string };
};

/** The longest token; what is longer after a bracket is none. */
const LONGEST = 19;
const TOKEN = /\[(?:NAME|EMAIL|PHONE)_\d{1,5}(?:_\d{1,5})?\]/g;
const UNFINISHED = new RegExp(String.raw`\[[A-Z]{0,5}(?:_\d{0,5}){0,2}$`);

/**
 * Returns the tokens of a call for what was found in its texts. Longer texts are replaced first. Each writing has a token
 * of its own and is put back exactly: `[NAME_1_2]` is the second writing of `[NAME_1]`.
 */
export function placeholders(found: readonly Found[]): Placeholders {
  const tokens = new Map<string, string>();
  const texts = new Map<string, string>();
  const counts: Record<Kind, number> = { NAME: 0, EMAIL: 0, PHONE: 0 };
  const writings = new Map<string, { number: number; count: number }>();
  const all: Found[] = [];
  let pattern: RegExp | null = null;
  const add = (more: readonly Found[]): void => {
    for (const { kind, text, same } of more) {
      if (tokens.has(text)) continue;
      const key = `${kind} ${same ?? text.toLowerCase()}`;
      const written = writings.get(key) ?? { number: ++counts[kind], count: 0 };
      writings.set(key, written);
      written.count++;
      const token = `[${kind}_${written.number}${written.count > 1 ? `_${written.count}` : ''}]`;
      tokens.set(text, token);
      texts.set(token, text);
    }
    all.push(...more);
    pattern = patternOf(all);
  };
  add(found);
  const show = (text: string): string =>
    marksAgain(text).replaceAll(TOKEN, (token) => texts.get(token) ?? token);
  return {
    add,
    hide: (text) => (pattern ? text.replace(pattern, (one) => tokens.get(one) ?? one) : text),
    show,
    reveal() {
      let waiting = '';
      return {
        part(text) {
          const whole = waiting + text;
          const cut = whole.slice(-LONGEST).search(UNFINISHED);
          const at = cut < 0 ? whole.length : whole.length - Math.min(LONGEST, whole.length) + cut;
          waiting = whole.slice(at);
          return show(whole.slice(0, at));
        },
        rest() {
          const last = show(waiting);
          waiting = '';
          return last;
        },
      };
    },
  };
}

const literally = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** Matches every text of these, longer ones first; null: there are none. */
function patternOf(found: readonly Found[]): RegExp | null {
  const literals = (of: (kind: Kind) => boolean): string =>
    [...new Set(found.flatMap(({ kind, text }) => (of(kind) ? [text] : [])))]
      .toSorted((a, b) => b.length - a.length)
      .map(literally)
      .join('|');
  const words = literals((kind) => kind !== 'PHONE');
  const numbers = literals((kind) => kind === 'PHONE');
  const parts = [
    ...(words ? [`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`] : []),
    // Letters may be beside a number: Chinese has no spaces.
    ...(numbers ? [`(?<![A-Za-z\\p{N}])(?:${numbers})(?![A-Za-z\\p{N}])`] : []),
  ];
  return parts.length ? new RegExp(parts.join('|'), 'gu') : null;
}
