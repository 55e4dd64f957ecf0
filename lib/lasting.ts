import { CannotBeRead } from './crypto.ts';
import { AppError, errorCode, type ErrorKind } from './errors.ts';

/** Failures that return however often the same thing is tried. */
const LASTING_KINDS: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'malformed', 'forbidden', 'not_found', 'gone', 'too_large', 'unsupported_media_type', 'invalid',
]); // prettier-ignore

/**
 * Postgres codes for bad values: data exceptions (class 22: out of range, not a date, not a UUID …), a value that is
 * missing or violates a check, more than one row, an index entry or row that is too large (class 54).
 */
const LASTING_CODE = /^(?:22...|23502|23514|21000|54000|54001|54011|54023)$/;

/** Codes for something that is unavailable, locked or exhausted for now: connections, locks, resources, restarts. */
const PASSING_CODE = /^(?:08...|40...|53...|55...|57P0.|58...|25P03|E[A-Z_]+)$/;

/** Whether a retry can help. `unclear` may be our own bug or a passing problem. */
export type Prospect = { will: 'last' | 'pass' | 'unclear'; why: string };

/**
 * Returns whether trying the same thing again can succeed. `why` is shown, so it names no person and no value.
 * Failures that are only unusual are `unclear`; callers limit their retries.
 */
export function prospectOf(error: unknown): Prospect {
  const code = errorCode(error);
  if (error instanceof AppError) {
    if (error.kind === 'unavailable' || error.kind === 'rate_limited') {
      return { will: 'pass', why: error.message };
    }
    return { will: LASTING_KINDS.has(error.kind) ? 'last' : 'unclear', why: error.message };
  }
  if (error instanceof CannotBeRead) {
    return { will: 'last', why: 'A value that is stored cannot be read' };
  }
  if (isShape(error)) return { will: 'last', why: 'What is stored has another form than expected' };
  if (code !== null && LASTING_CODE.test(code)) {
    return { will: 'last', why: `A value cannot be stored (${code})` };
  }
  if (code !== null && PASSING_CODE.test(code)) {
    return { will: 'pass', why: `The database or the network was away (${code})` };
  }
  // knex: no connection was free in time.
  if (error instanceof Error && error.name === 'KnexTimeoutError') {
    return { will: 'pass', why: 'The database was busy' };
  }
  return { will: 'unclear', why: 'It failed again and again; the log of the worker says how' };
}

/** Errors of parsers about data: zod, JSON.parse, and values outside a type's range. */
const isShape = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  error instanceof RangeError ||
  (error instanceof Error && (error.name === 'ZodError' || error.name === '$ZodError'));
