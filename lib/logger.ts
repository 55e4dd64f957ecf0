import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type Logger } from 'pino';
import { errorCode } from './errors.ts';

/** Fields on every log line of a request or task; ids only, never personal data. */
export type LogContext = { request_id?: string; tenant_id?: string; user_id?: string };

const context = new AsyncLocalStorage<LogContext>();

/** Runs `fn` and adds `fields` to every line logged inside it. */
export const withLogContext = <T>(fields: LogContext, fn: () => T): T =>
  context.run({ ...context.getStore(), ...fields }, fn);

/** Adds fields to the running log context, for example once the credential is known. */
export const addLogContext = (fields: LogContext): void => {
  const store = context.getStore();
  if (store) Object.assign(store, fields);
};

// Second safeguard: code never logs these, and if it does, pino removes them.
const PERSONAL = [
  'email', 'phone', 'name', 'to', 'from', 'address', 'code', 'password', 'token', 'body', 'text', 'html',
  'authorization', 'cookie', 'ip', 'user_agent', 'subject', 'variables',
]; // prettier-ignore

/**
 * Creates a JSON logger on standard output.
 * @param name the process: api, worker, start…
 * @param level pino level; `silent` turns it off
 */
export const createLogger = (name: string, level = process.env['LOG_LEVEL'] ?? 'info'): Logger =>
  pino({
    name,
    level,
    base: { process: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => ({ ...context.getStore() }),
    redact: { paths: PERSONAL.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), remove: true },
    serializers: { err: safeError },
  });

/** Keeps only class, code and frames of an error: drivers quote the offending values (`Key (email)=(…)`). */
function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  // Not named `code`: `PERSONAL` removes that name, because it is also a verification code's.
  const code = errorCode(error);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const cause = error.cause === undefined ? {} : { cause: safeError(error.cause) };
  const message = error.name === 'AppError' ? { message: error.message } : {};
  return {
    type: error.name,
    ...message,
    ...(code ? { error_code: code } : {}),
    stack: frames.slice(0, 12).join('\n'),
    ...cause,
  };
}

export type { Logger };
