import { CannotBeRead } from './crypto.ts';
import { AppError, errorCode, type ErrorKind } from './errors.ts';

/** Failures that come back however often the same thing is tried. */
const LASTING_KINDS: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'malformed', 'forbidden', 'not_found', 'gone', 'too_large', 'unsupported_media_type', 'invalid',
]); // prettier-ignore

/**
 * What Postgres says of a value: data exceptions (class 22: out of range, not a date, not a UUID …), a value that is
 * missing or against a check, more rows than one, an index entry or row that is too large (class 54).
 */
const LASTING_CODE = /^(?:22...|23502|23514|21000|54000|54001|54011|54023)$/;

/** Somebody or something is away, in our way or out of room for now: connections, locks, resources, restarts. */
const PASSING_CODE = /^(?:08...|40...|53...|55...|57P0.|58...|25P03|E[A-Z_]+)$/;

/** How one failure is to be taken: `unclear` may be a mistake of ours as well as a passing trouble. */
export type Prospect = { will: 'last' | 'pass' | 'unclear'; why: string };

/**
 * Whether trying the same thing again can ever succeed. `why` names no person and no value: it is shown.
 * What only looks unusual is `unclear`; whoever tries again bounds how often.
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

/** What a parser says of data: zod, JSON.parse, and what is out of a type's range. */
const isShape = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  error instanceof RangeError ||
  (error instanceof Error && (error.name === 'ZodError' || error.name === '$ZodError'));
