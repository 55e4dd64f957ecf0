import { Liquid, type Context, type Template } from 'liquidjs';
import { plainParagraphs } from './paragraphs.ts';
import { escapeHtml } from './plain.ts';

/*
 * Templates are text written by members and filled with text written by anybody. So: own properties only,
 * no tag that reads another file, limits on length, time and memory, unknown filters and variables are
 * errors. `raw` is taken away: values never enter a mail's HTML unescaped.
 */
const LIMITS = { parseLimit: 250_000, renderLimit: 500, memoryLimit: 5_000_000 };
const FILE_TAGS = ['include', 'render', 'layout', 'block', 'liquid', 'increment', 'decrement'];

function makeEngine(options: { html: boolean; everyError: boolean }): Liquid {
  const engine = new Liquid({
    ...LIMITS,
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    templates: {},
    catchAllErrors: options.everyError,
    ...(options.html ? { outputEscape: 'escape' as const } : {}),
  });
  for (const tag of FILE_TAGS) delete engine.tags[tag];
  delete engine.filters['raw'];
  engine.registerFilter('paragraphs', options.html ? HTML_PARAGRAPHS : counted);
  return engine;
}

type FilterImpl = { context: Context };

/** A value as text, counted against the limit as those of Liquid's own filters are. */
function counted(this: FilterImpl, value: unknown): string {
  const text = String(value ?? '');
  this.context.memoryLimit.use(text.length);
  return text;
}

/** `{{ variables.message | paragraphs }}`: the one filter whose answer is HTML, so it escapes by itself. */
const HTML_PARAGRAPHS = {
  raw: true,
  handler(this: FilterImpl, value: unknown): string {
    return plainParagraphs(escapeHtml(counted.call(this, value)));
  },
};

/** `html` escapes every value; `text` does not. `everyMiss` goes on after an error, to list them all. */
export const engines = {
  html: makeEngine({ html: true, everyError: false }),
  text: makeEngine({ html: false, everyError: false }),
  everyMiss: makeEngine({ html: false, everyError: true }),
};

/** What stops a template from being read or filled, in words for its author. */
export function templateError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, file:.*?(?=, line|$)/, '').replace(/\s+/g, ' ');
}

/** Paths of the variables a render misses, in order of appearance; what else may fail is not its business. */
export function missingPaths(template: Template[], scope: object): string[] {
  try {
    engines.everyMiss.renderSync(template, scope);
    return [];
  } catch (error) {
    return [...new Set(everyError(error).flatMap((e) => undefinedName(e) ?? []))];
  }
}

const everyError = (error: unknown): unknown[] =>
  isRecord(error) && Array.isArray(error['errors']) ? error['errors'] : [error];

function undefinedName(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  return /undefined variable: ([^\s,]+)/.exec(message)?.[1];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
