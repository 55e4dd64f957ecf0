import { z } from 'zod';
import { foldLetters } from '#lib/fold-letters.ts';

/*
 * Rules for the sentences of the segment editor, from a stand-in for a language model. It knows the names of tags,
 * countries and languages, and a few turns of English. What else a sentence says, it leaves out, and says so.
 */

const asked = z.object({
  sentence: z.string(),
  today: z.iso.date(),
  tags: z.array(z.string()),
});
type Asked = z.output<typeof asked>;
type Rule = { field: string; op: string; value: string | boolean };

const WHO =
  'I am a stand-in: no language model is connected. I know names of tags, countries and languages, and little else.';
/** `[say {"rules": …}]` at the end of a sentence is answered with exactly this. */
const SAY = /\[say (.*)\]\s*$/s;

/** Returns the answer to a question about a segment; null: it is another question. */
export function segmentAnswer(question: string): string | null {
  const read = asked.safeParse(parsed(question));
  if (!read.success) return null;
  const { sentence } = read.data;
  const say = SAY.exec(sentence)?.[1];
  if (say !== undefined) return say;
  const found = clausesOf(sentence).map((clause) => readClause(clause, read.data));
  const rules = found.flatMap(({ rule }) => (rule ? [rule] : []));
  const [only] = rules;
  return JSON.stringify({
    rules: only ? (rules.length === 1 && !('field' in only) ? only : { all: rules }) : null,
    left_out: found.flatMap(({ unknown }) =>
      unknown.map((one) => `“${one}”: I know no rule for it.`),
    ),
    note: WHO,
  });
}

/** Orders such as `[wait 500]`; a token such as `[NAME_1]` is none. */
const ORDER = /\[\p{Ll}[^\]]*\]/gu;
const TOKEN = /\[[^\]]*\]/g;

/** Parts of a sentence that all hold. What “or” joins is one of them. */
const clausesOf = (sentence: string): string[] =>
  sentence
    .replaceAll(ORDER, ' ')
    .replaceAll(/[,;.]?\s*\bor\b\s*(?:\b(?:who|whose|that)\b)?/gi, ' or ')
    .replaceAll(/\bor\s+with\b/gi, 'or having')
    .split(/[,;.]|\b(?:and|but|who|whose|that)\b|(?=\bwith)/i)
    .map((clause) => clause.trim().replaceAll(/\s+/g, ' '))
    .filter(saysSomething);

const saysSomething = (text: string): boolean =>
  /[\p{L}\p{N}]/u.test(text.replaceAll(EVERYBODY, '').replaceAll(/\bor\b/gi, ''));

type Group = { all: (Rule | Group)[] } | { any: (Rule | Group)[] };

/** “in Germany or Austria” is a group; “not in Germany or Austria” is neither of them. */
function readClause(clause: string, of: Asked): { rule: Rule | Group | null; unknown: string[] } {
  const ways = clause
    .split(/\bor\b/i)
    .map((way) => way.trim())
    .filter(saysSomething);
  const isNeither = NOT.test(ways[0] ?? '') && !ways.slice(1).some((way) => NOT.test(way));
  const read = ways.map((way) => ({ way, rules: rulesIn(isNeither ? `not ${way}` : way, of) }));
  const each = read.flatMap(({ rules }): (Rule | Group)[] =>
    isNeither ? rules : rules.length > 1 ? [{ all: rules }] : rules,
  );
  const unknown = read.flatMap(({ way, rules }) => (rules.length ? [] : [way]));
  const [only] = each;
  if (!only) return { rule: null, unknown };
  if (each.length === 1 && ways.length === 1) return { rule: only, unknown };
  return { rule: isNeither ? { all: each } : { any: each }, unknown };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const EVERYBODY = /\b(?:all|the|our|every|everybody|everyone|people|persons?|contacts?|customers?|are|is|have|has)\b/gi; // prettier-ignore
/** Nothing that a rule says. */
const ELSEWHERE =
  /\b(?:agree|consent|opt|click|open|b(?:uy|ought)|order|receiv|subscri|nam(?:e|ed)\b|call(?:ed)?\b)\w*/i;
const NOT = /\b(?:not|without|no|never|except|outside)\b|n['’]t\b/i;
const ADDED = /\b(?:add|join|new|came|created|import|sign)\w*/i;

function rulesIn(clause: string, { tags, today }: Asked): Rule[] {
  if (ELSEWHERE.test(clause)) return [];
  const not = NOT.test(clause);
  const op = not ? 'is_not' : 'is';
  const text = ` ${foldLetters(clause.replaceAll(TOKEN, ' ')).replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `;
  const has = (name: string): boolean => text.includes(` ${foldLetters(name).replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()} `); // prettier-ignore
  return [
    ...tags.filter(has).map((value) => ({ field: 'tags', op: not ? 'has_not' : 'has', value })),
    ...namesOf('region').filter(({ name }) => has(name)).map(({ code }) => ({ field: 'country', op, value: code })),
    ...(/speak|language/i.test(clause) ? namesOf('language') : [])
      .filter(({ name }) => has(name))
      .map(({ code }) => ({ field: 'locale', op: not ? 'is_not' : 'starts_with', value: code })),
    ...(/\b(?:phone|mobile)/i.test(clause) ? [{ field: 'has_phone', op: 'is', value: !not }] : []),
    ...(/\be-?mail/i.test(clause) ? [{ field: 'has_email', op: 'is', value: !not }] : []),
    ...(ADDED.test(clause) ? daysIn(clause, today) : []),
  ]; // prettier-ignore
}

const names = new Map<string, { code: string; name: string }[]>();

/** Returns the English names of all countries or languages with a code of two letters. */
function namesOf(type: 'region' | 'language'): { code: string; name: string }[] {
  const known = names.get(type);
  if (known) return known;
  const english = new Intl.DisplayNames('en', { type, fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
  const found = letters.flatMap((a) =>
    letters.flatMap((b) => {
      const code = type === 'region' ? (a + b).toUpperCase() : a + b;
      const name = english.of(code);
      // A code that is no more has the name of the one that is: `DD` is Germany, too.
      const now = new Intl.Locale(type === 'region' ? `und-${code}` : code);
      const isNow = code === (type === 'region' ? now.region : now.language);
      return name === undefined || !isNow ? [] : [{ code, name }];
    }),
  );
  names.set(type, found);
  return found;
}

const SEASONS: ReadonlyMap<string, string> = new Map([
  ['spring', '03'], ['summer', '06'], ['autumn', '09'], ['fall', '09'], ['winter', '12'],
]); // prettier-ignore

const after = (value: string): Rule => ({ field: 'created_at', op: 'after', value });

/** Days of “since spring”, “last month”, “this year” and “since 2026-05-01”. */
function daysIn(clause: string, today: string): Rule[] {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const exact = /\b(?:since|after) (\d{4}-\d\d-\d\d)\b/i.exec(clause)?.[1];
  if (exact !== undefined) return [after(exact)];
  const season = SEASONS.get(/\bsince (\w+)/i.exec(clause)?.[1]?.toLowerCase() ?? '');
  if (season !== undefined) return [after(`${Number(season) > month ? year - 1 : year}-${season}-01`)]; // prettier-ignore
  if (/\bthis year\b/i.test(clause)) return [after(`${year}-01-01`)];
  if (!/\blast month\b/i.test(clause)) return [];
  const before = new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 10);
  return [after(before), { field: 'created_at', op: 'before', value: `${today.slice(0, 7)}-01` }];
}
