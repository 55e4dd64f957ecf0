import type { Part } from '../core/times-in.ts';
import { own } from '../../lib/own.ts';
import { reasonWords } from '../messages/reasons.ts';
import { countWord } from '../privacy/words.ts';
import { CATEGORY_WORDS } from '../templates/categories.ts';
import { sentence, statusWord } from '../core/words.ts';
import {
  count,
  DAY,
  dayOf,
  free,
  isCode,
  isNumber,
  isWord,
  list,
  NAME,
  some,
  valueOf,
  WORD,
  wordsIn,
  type Detail,
} from './detail-values.ts';
import { fieldWord, saidOf, switchWord } from './detail-words.ts';

type Say = (value: unknown, row: { action: string; detail: Detail }) => Part[] | string | null;

const nothing: Say = () => null;

const nameless =
  (key: string): Say =>
  (value) =>
    plain(key, value);

/** Formats a key that has no sentence of its own. */
function plain(key: string, value: unknown): Part[] | null {
  const label = sentence(fieldWord(key));
  if (typeof value === 'boolean') {
    const statement = switchWord(key);
    return [
      statement ? `${statement}: ${value ? 'yes' : 'no'}` : `${label}: ${value ? 'yes' : 'no'}`,
    ];
  }
  if (isWord(value)) {
    const said = saidOf(key, value);
    if (said !== undefined) return [said];
  }
  if (Array.isArray(value)) {
    const words = wordsIn(value).map((word) =>
      WORD.test(word) ? statusWord(word).toLowerCase() : word,
    );
    if (words.length) return joined(label, free(list(words)));
    return value.length ? [`${label}: ${count(value.length)}`] : null;
  }
  if (typeof value === 'object' && value !== null) {
    const told = Object.entries(value).flatMap(([name, one]) => {
      const text = valueOf(one).filter((part) => typeof part === 'string').join('');
      return text === '' ? [] : [`${fieldWord(name)} ${text}`];
    }); // prettier-ignore
    return told.length ? [`${label}: ${list(told)}`] : null;
  }
  return joined(label, valueOf(value));
}

const joined = (label: string, parts: Part[]): Part[] | null =>
  parts.length ? [`${label}: `, ...parts] : null;

const moment =
  (before: string): Say =>
  (value) => {
    if (!isWord(value)) return null;
    const parts = free(value);
    return parts.length ? [before, ...parts] : null;
  };

const number =
  (one: string, many?: string): Say =>
  (value) =>
    isNumber(value) ? some(value, one, many) : null;

const how =
  (before: string): Say =>
  (value) =>
    isWord(value) && !isCode(value) ? [before, ...valueOf(value)] : null;

const said =
  (key: string): Say =>
  (value) =>
    isWord(value) ? (saidOf(key, value) ?? plain(key, value)) : plain(key, value);

const CHANNELS: Record<string, string> = { sms: 'By text message', email: 'By e-mail' };
const REGIONS = new Intl.DisplayNames('en', { type: 'region' });
const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

const nameIn = (names: Intl.DisplayNames, code: string): string => {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
};

const countries: Say = (value) => {
  const codes = wordsIn(value);
  return codes.length ? `Countries: ${list(codes.map((code) => nameIn(REGIONS, code)))}` : null;
};

/** `contacts:read` → `read contacts` */
const right = (scope: string): string => {
  const [what = '', verb = ''] = scope.split(':');
  return `${verb} ${fieldWord(what)}`;
};

const bytes: Say = (value) => {
  if (!isNumber(value)) return null;
  const [n, unit] =
    value < 1e3 ? [value, 'byte'] : value < 1e6 ? [value / 1e3, 'kilobyte'] : [value / 1e6, 'megabyte'];
  return new Intl.NumberFormat('en', { style: 'unit', unit, maximumFractionDigits: 1, unitDisplay: n < 1e3 && unit === 'byte' ? 'long' : 'short' }).format(n);
}; // prettier-ignore

const counted: Say = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const told = Object.entries(value).flatMap(([kind, n]) =>
    isNumber(n) && n > 0 ? [`${countWord(kind).toLowerCase()} ${count(n)}`] : [],
  );
  return told.length ? `It included: ${list(told)}` : null;
};

const KEYS: Record<string, Say> = {
  // Keys that the sentence already includes, or that only programs read.
  dry_run: nothing, scope: nothing, name: nothing, domain: nothing, prefix: nothing, ids: nothing, key: nothing,
  master: nothing, login: (value) => (isWord(value) ? 'Not through Assent: by a database login' : null),
  channel: (value) => (isWord(value) ? (own(CHANNELS, value) ?? how('By ')(value, EMPTY)) : null),
  channels: (value) => {
    const words = wordsIn(value).flatMap((word) => own(CHANNELS, word)?.slice(3) ?? []);
    return words.length ? `For ${list(words.map((word) => `${word}s`))}` : plain('channels', value);
  },
  country: (value) => (isWord(value) ? `Country: ${nameIn(REGIONS, value)}` : null),
  countries,
  regions: countries,
  languages: (value) => {
    const tags = wordsIn(value);
    return tags.length ? `In ${list(tags.map((tag) => nameIn(LANGUAGES, tag)))}` : null;
  },
  language: (value) => (isWord(value) ? `In ${nameIn(LANGUAGES, value)}` : null),
  category: (value) =>
    isWord(value) ? `Kind: ${(own(CATEGORY_WORDS, value) ?? sentence(value)).toLowerCase()}` : null,
  fields: (value) => {
    const names = wordsIn(value).filter((name) => NAME.test(name)).map(fieldWord);
    return names.length ? `What changed: ${list(names)}` : null;
  },
  filters: (value) => {
    const names = wordsIn(value).filter((name) => NAME.test(name)).map(fieldWord);
    return names.length ? `Filtered by ${list(names)}` : null;
  },
  version: (value) => (isNumber(value) ? `It is version ${count(value)} now` : null),
  restored: (value) => (isNumber(value) ? `The text is that of version ${count(value)}` : null),
  from_version: (value) => (isNumber(value) ? `Version ${count(value)} was in use before` : null),
  to_version: (value) => (isNumber(value) ? `The new version is ${count(value)}` : null),
  state: how('It is now '),
  status: how('It is now '),
  from: (value) => (isWord(value) && !/^\d/.test(value) ? how('Before it was ')(value, EMPTY) : moment('From ')(value, EMPTY)),
  to: (value) => (isWord(value) && !/^\d/.test(value) ? how('It is now ')(value, EMPTY) : moment('Up to ')(value, EMPTY)),
  reason: (value) => {
    if (!isWord(value) || isCode(value)) return null;
    return saidOf('reason', value) ?? (WORD.test(value) ? reasonWords(value) : free(value));
  },
  because: (value) => (isWord(value) && WORD.test(value) ? reasonWords(value) : null),
  instead_of: (value) => (isWord(value) ? `Instead of ${value === 'sms' ? 'a text message' : 'an e-mail'}` : null),
  by: said('by'),
  source: said('source'),
  outcome: said('outcome'),
  wish: said('wish'),
  kind: said('kind'),
  refusal: said('refusal'),
  provider: said('provider'),
  told: said('told'),
  at: (value) => (isWord(value) ? (saidOf('at', value) ?? null) : null),
  code: (value) => (isWord(value) && !isCode(value) ? [`The provider’s code is `, ...free(value)] : isNumber(value) ? `The provider’s code is ${value}` : null),
  failure: (value) => (isWord(value) ? free(value) : null),
  why: (value) => (value === true ? 'To see why it was sent or not' : isWord(value) ? ['Why: ', ...free(value)] : null),
  bytes,
  size: bytes,
  columns: (value) => (isNumber(value) ? some(value, 'column') : null),
  encoding: (value) => (isWord(value) ? `Read as ${value.toUpperCase()}` : null),
  counts: counted,
  audience: number('person in the audience', 'people in the audience'),
  events: number('hand-over'),
  messages: (value) => (Array.isArray(value) ? some(value.length, 'message') : isNumber(value) ? some(value, 'message') : null),
  canceled: (value) => (isNumber(value) ? `${some(value, 'message')} canceled` : null),
  holidays: number('holiday'),
  caps: (value) => (Array.isArray(value) ? some(value.length, 'limit') : null),
  keys: (value) => (isNumber(value) ? some(value, 'key') : null),
  attempt: (value) => (isNumber(value) ? `Attempt ${count(value)}` : null),
  role: (value) => (isWord(value) ? `As ${/^[aeio]/.test(value) ? 'an' : 'a'} ${fieldWord(value)}`.replace('an owner', 'owner') : null),
  scopes: (value) => {
    const scopes = wordsIn(value).filter((scope) => /^[a-z_]+:[a-z_]+$/.test(scope));
    return scopes.length ? `It may ${list(scopes.map(right))}` : null;
  },
  member: (value) => (isWord(value) ? 'It ends when its member leaves' : 'It belongs to the organization'),
  price: (value, { detail }) => {
    const currency = detail['currency'];
    return (isWord(value) || isNumber(value)) && isWord(currency) ? `${value} ${currency} each` : null;
  },
  currency: (value, { detail }) => (detail['price'] === undefined ? plain('currency', value) : null),
  type: how('Which: '),
  day: (value) => (isWord(value) && DAY.test(value) ? `On ${dayOf(value)}` : null),
  due_at: moment('Due '),
  until: moment('Until '),
  since: moment('Since '),
  cutoff: moment('Older than '),
  expires_at: moment('It ends '),
  zone: (value) => (isWord(value) ? `In the time zone ${value.replaceAll('_', ' ')}` : null),
}; // prettier-ignore

const EMPTY = { action: '', detail: {} };

/** Returns the formatter of a key in a row; unknown keys get a plain one. */
export const sayOf = (key: string): Say => own(KEYS, key) ?? nameless(key);
