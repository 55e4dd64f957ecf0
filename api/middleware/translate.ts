import { isUnreadable } from '#lib/crypto.ts';
import { AppError, conflict, errorCode } from '#lib/errors.ts';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);
// Postgres: connection exceptions, shutting down, starting up, too many connections.
const DOWN = /^(08...|57P0[123]|53300)$/;
const NO_CONNECTION =
  /timeout acquiring a connection|Connection terminated|timeout exceeded when trying to connect/i;

/** unique_violation: two requests did the same at once, and both had checked before. */
const TAKEN = '23505';
/** foreign_key_violation: a row to delete is still referenced, or a referenced row was just deleted. */
const NAMED = '23503';
/** numeric_value_out_of_range, datetime_field_overflow: the value passes the schema but fits no column. */
const OUT_OF_RANGE = new Set(['22003', '22008']);
// Postgres: serialization_failure, deadlock_detected, lock_not_available, query_canceled (statement_timeout).
const BUSY = new Set(['40001', '40P01', '55P03', '57014']);

const UNREADABLE =
  'A stored value cannot be read: it was changed in the database, or its key is gone. Restore it from a backup, or enter it again';

/** Returns the AppError for a thrown error; undefined for an unexpected one. */
export function asAppError(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError) return thrown;
  if (!(thrown instanceof Error)) return undefined;
  if (isDatabaseDown(thrown)) {
    return new AppError('unavailable', 'The database does not answer; try again', {
      retryAfter: 5,
    });
  }
  // Stored data is the cause, not our code: the same request fails until the data is repaired.
  if (isUnreadable(thrown)) return new AppError('conflict', UNREADABLE, { cause: thrown });
  const code = errorCode(thrown);
  if (code === TAKEN)
    return conflict('Somebody else has just done the same; reload, and try again');
  if (code === NAMED)
    return conflict('Something else still needs this, or something it refers to no longer exists');
  if (code !== null && OUT_OF_RANGE.has(code)) {
    return new AppError('invalid', 'A value is out of range');
  }
  if (code !== null && BUSY.has(code)) {
    return new AppError('unavailable', 'Too many requests for this at once; try again', {
      retryAfter: 1,
    });
  }
  return asRefusal(thrown);
}

/** Returns the 4xx that Koa and its libraries throw (http-errors); these are the client's errors, never ours. */
function asRefusal(thrown: Error): AppError | undefined {
  const status = 'status' in thrown ? Number(thrown.status) : 0;
  if (!('expose' in thrown) || status < 400 || status > 499) return undefined;
  if (status === 413) return new AppError('too_large', 'The body is larger than allowed');
  if (status === 415)
    return new AppError('unsupported_media_type', 'This kind of body is not accepted');
  return new AppError('malformed', 'The request could not be read');
}

function isDatabaseDown(error: Error): boolean {
  const code = errorCode(error) ?? '';
  if (UNREACHABLE.has(code) || DOWN.test(code) || NO_CONNECTION.test(error.message)) return true;
  if (error instanceof AggregateError)
    return error.errors.some((e) => e instanceof Error && isDatabaseDown(e));
  return error.cause instanceof Error && isDatabaseDown(error.cause);
}
