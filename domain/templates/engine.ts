import {
  Drop,
  EchoTag,
  Liquid,
  LiquidError,
  Value,
  type Context,
  type Emitter,
  type Template,
} from 'liquidjs';
import { own } from '#lib/own.ts';
import { Absent } from './absent.ts';
import { NO_CHARACTER, NO_NUMBER, NO_TEXT } from './bounds.ts';
import {
  MOST_WORK,
  TOO_DEEP,
  TOO_LONG,
  TOO_MANY_STEPS,
  TOO_MUCH_WORK,
  TOO_SLOW,
} from './limits.ts';
import { COUNTED_OPERATORS, CountedCase, readingCost } from './cost.ts';
import { inLine, liquidWords, type Known } from './liquid-words.ts';
import { withLinks, withoutEntities } from './links.ts';
import { plainLines, plainParagraphs } from './paragraphs.ts';
import { escapeHtml } from './plain.ts';
import './positions.ts';
import { countSteps, run } from './run.ts';

/*
 * Members write templates, and anybody may have written the values. Therefore only own properties are read, no tag
 * reads another file, length and work are limited (limits.ts, run.ts), and unknown filters and variables are errors.
 * The filter `raw` is removed: values never enter a mail's HTML unescaped.
 */
const LIMITS = { parseLimit: 2_000_000, memoryLimit: MOST_WORK };
/** Tags of Liquid that read files, or write what no message should show: a table's HTML, a counter. */
const REMOVED_TAGS = [
  'include', 'render', 'layout', 'block', 'liquid', 'increment', 'decrement', 'tablerow',
]; // prettier-ignore

function makeEngine(options: { html: boolean; everyError: boolean }): Liquid {
  const engine = new Liquid({
    ...LIMITS,
    ownPropertyOnly: true,
    operators: COUNTED_OPERATORS,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    templates: {},
    catchAllErrors: options.everyError,
    outputEscape: options.html ? escaped : counted,
  });
  for (const tag of REMOVED_TAGS) Reflect.deleteProperty(engine.tags, tag);
  delete engine.filters['raw'];
  engine.registerFilter('paragraphs', options.html ? HTML_PARAGRAPHS : counted);
  engine.registerFilter('lines', options.html ? HTML_LINES : counted);
  for (const name of FILTERS_OF_TEXT) engine.registerFilter(name, ofTextOnly(engine, name));
  for (const name of Object.keys(engine.filters))
    engine.registerFilter(name, countedFilter(engine, name));
  engine.registerTag('case', CountedCase);
  engine.registerTag('echo', EchoOfPresent);
  countSteps(engine);
  return engine;
}

type FilterImpl = { context: Context };

/** Converts a value to text as Liquid does, and counts its length against the limit as Liquid's own filters do. */
function counted(this: FilterImpl, value: unknown): string {
  const text = isNoNumber(value) ? noNumber(this.context) : textOf(value);
  this.context.memoryLimit.use(text.length);
  return text;
}

/** `{% echo %}` takes the value of what is absent before it prints, so it is asked here. */
class EchoOfPresent extends EchoTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const [given] = this.arguments();
    const printed = given instanceof Value ? yield given.value(context, false) : undefined;
    if (printed instanceof Absent) emitter.write(printed.toString());
    else yield* super.render(context, emitter);
  }
}

/** Filters that evaluate an expression for each item. */
const FILTERS_BY_ITEM: ReadonlySet<string> = new Set([
  'where', 'where_exp', 'reject', 'reject_exp', 'group_by', 'group_by_exp', 'has', 'has_exp', 'find', 'find_exp',
  'find_index', 'find_index_exp', 'map', 'sum', 'sort', 'sort_natural',
]); // prettier-ignore
const STEPS_AN_ITEM = 6;

/** Makes a filter count what it reads. */
function countedFilter(engine: Liquid, name: string) {
  const { raw, handler } = filterOf(engine, name);
  const { flat = 0, factor = 1 } = own(FILTER_COST, name) ?? {};
  return {
    raw,
    handler(this: ThisParameterType<typeof handler>, value: unknown, ...args: unknown[]) {
      // What is absent stays so through filters; it would be printed as a hole.
      if (value instanceof Absent && name !== 'default') return name === 'size' ? 0 : value;
      const missing = name === 'default' ? undefined : args.find((arg) => arg instanceof Absent);
      if (missing) return missing;
      if (!BOUNDING.has(name) && [value, ...args].some(isNoNumber)) return noNumber(this.context);
      const expression = args.reduce<number>((sum, arg) => sum + readingCost(arg), 0);
      const items = FILTERS_BY_ITEM.has(name) && Array.isArray(value) ? value.length : 0;
      const each = STEPS_AN_ITEM + expression * 16;
      const zone = name === 'date' && args.length > 1 ? ZONE : 0;
      this.context.renderLimit.use(
        flat + zone + (readingCost(value) + expression) * factor + items * each,
      );
      return handler.call(this, value, ...args);
    },
  };
}
/** Filters that make a number of what has no bound. */
const BOUNDING: ReadonlySet<string> = new Set(['at_most', 'at_least']);
/** Filters that take longer than to read their input, as measured: `flat` at each use, `factor` by the input. */
const FILTER_COST: Readonly<Record<string, { flat?: number; factor?: number }>> = {
  paragraphs: { factor: 24 },
  sample: { factor: 16 },
  escape_once: { factor: 4 },
  date: { factor: 24 },
  date_to_rfc822: { flat: 250 },
  date_to_string: { flat: 130 },
  date_to_long_string: { flat: 130 },
};
/** Steps for a date in a time zone. */
const ZONE = 300;

function filterOf(engine: Liquid, name: string) {
  const filter = own(engine.filters, name);
  if (!filter) throw new Error(`Liquid has no filter ${name}`);
  return typeof filter === 'function' ? { raw: false, handler: filter } : filter;
}

/** `NaN` or `Infinity`, which Liquid makes of a division by zero or a calculation with a text. */
const isNoNumber = (value: unknown): boolean =>
  typeof value === 'number' && !Number.isFinite(value);

/**
 * Refuses to print a number that is none. Where missing values are left empty, it may come of one of these, so it is
 * empty too; `badNumber` tells.
 */
function noNumber({ strictVariables }: Context): string {
  if (strictVariables) throw new Error(NO_NUMBER);
  return '';
}

function textOf(printed: unknown): string {
  if (printed instanceof Absent) return printed.toString();
  // Liquid's own words, such as `nil` and `empty`.
  const value: unknown = printed instanceof Drop ? printed.valueOf() : printed;
  if (value instanceof Drop || isNoText(value)) throw new Error(NO_TEXT);
  return String(value ?? '');
}

/** A list or an object: readers would see `[object Object]`, or its items without spaces. */
const isNoText = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Drop) &&
  !(value instanceof Date);

function escaped(this: FilterImpl, value: unknown): string {
  return escapeHtml(counted.call(this, value));
}

/** Filters that make text of what they get, lists and objects too. */
const FILTERS_OF_TEXT = [
  'append', 'prepend', 'upcase', 'downcase', 'capitalize', 'strip', 'lstrip', 'rstrip', 'escape', 'escape_once',
  'newline_to_br', 'strip_html', 'strip_newlines', 'normalize_whitespace', 'replace', 'replace_first', 'replace_last',
  'remove', 'remove_first', 'remove_last', 'truncate', 'truncatewords', 'url_encode', 'url_decode', 'cgi_escape',
  'uri_escape', 'slugify', 'xml_escape', 'split', 'squish', 'join', 'array_to_sentence_string',
]; // prettier-ignore
/** Filters that print the items of a list. */
const JOINING: ReadonlySet<string> = new Set(['join', 'array_to_sentence_string']);

function ofTextOnly(engine: Liquid, name: string) {
  const { raw, handler } = filterOf(engine, name);
  return {
    raw,
    handler(this: ThisParameterType<typeof handler>, value: unknown, ...args: unknown[]) {
      const written = JOINING.has(name) && Array.isArray(value) ? value : [value];
      if ([...written, ...args].some(isNoText)) throw new Error(NO_TEXT);
      if (written.some(isNoNumber)) return noNumber(this.context);
      return handler.call(this, value, ...args);
    },
  };
}

/*
 * Filters that return HTML and therefore escape their input themselves: `{{ variables.message | paragraphs }}`, which
 * also turns web addresses into links, and `{{ organization.address | lines }}`.
 */
const HTML_PARAGRAPHS = {
  raw: true,
  handler(this: FilterImpl, value: unknown): string {
    const html = escapeHtml(counted.call(this, value));
    return plainParagraphs(withLinks(withoutEntities(html), html));
  },
};
const HTML_LINES = {
  raw: true,
  handler(this: FilterImpl, value: unknown): string {
    return plainLines(escapeHtml(counted.call(this, value)));
  },
};

/** `html` escapes every value; `text` does not. `everyMiss` continues after an error, to list all errors. */
export const engines = {
  html: makeEngine({ html: true, everyError: false }),
  text: makeEngine({ html: false, everyError: false }),
  everyMiss: makeEngine({ html: false, everyError: true }),
};

/** Errors about limits refer to the field as a whole. */
const LIMIT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/memory alloc limit exceeded/, TOO_MUCH_WORK],
  [/Maximum call stack size exceeded/, TOO_DEEP],
  [/parse length limit exceeded|Invalid string length/, TOO_LONG],
];

const OUR_LIMITS = [
  NO_TEXT,
  NO_NUMBER,
  NO_CHARACTER,
  TOO_LONG,
  TOO_MUCH_WORK,
  TOO_MANY_STEPS,
  TOO_SLOW,
  TOO_DEEP,
];

const KNOWN: Known = {
  tags: Object.keys(engines.text.tags),
  filters: Object.keys(engines.text.filters),
};

/**
 * Returns the message for the template's author about an error in parsing or rendering.
 * @param source the text that was parsed
 */
export function templateError(error: unknown, source: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const limit =
    LIMIT_WORDS.find(([pattern]) => pattern.test(message))?.[1] ??
    OUR_LIMITS.find((words) => message.includes(words));
  return limit ? `${limit}${inLine(error, source)}` : liquidWords(error, source, KNOWN);
}

/** Returns the paths of the missing variables, in order of appearance; ignores other errors. */
export function missingPaths(template: Template[], scope: object): string[] {
  try {
    run(engines.everyMiss, template, { values: scope, strictVariables: true });
    return [];
  } catch (error) {
    return [...new Set(everyError(error).flatMap((e) => undefinedName(e) ?? []))];
  }
}

/**
 * Returns the fault of a calculation without a result, where missing values are left empty: one that uses no value, or
 * any, if all values are there.
 */
export function badNumber(template: Template[], scope: object): string | undefined {
  try {
    run(engines.everyMiss, template, { values: scope, strictVariables: true });
    return undefined;
  } catch (error) {
    const faults = everyError(error).filter((one) => templateError(one, '') === NO_NUMBER);
    if (!faults.length) return undefined;
    const complete = engines.text
      .globalFullVariablesSync(template)
      .every((path) => isGiven(scope, path));
    return complete || faults.some(usesNoValue) ? NO_NUMBER : undefined;
  }
}

function isGiven(scope: object, path: string): boolean {
  let value: unknown = scope;
  for (const key of path.split(/[.[\]"']+/).filter(Boolean)) {
    if (!isRecord(value)) return false;
    value = own(value, key);
  }
  return value !== undefined && !(value instanceof Absent);
}

const usesNoValue = (error: unknown): boolean =>
  LiquidError.is(error) &&
  'token' in error &&
  !engines.text.variablesSync(error.token.getText()).length;

/** Those inside a condition or a loop are errors of an error. */
const everyError = (error: unknown): unknown[] =>
  isRecord(error) && Array.isArray(error['errors']) ? error['errors'].flatMap(everyError) : [error];

function undefinedName(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  return /undefined variable: ([^\s,]+)/.exec(message)?.[1];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
