import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import type { Context as KoaContext } from 'koa';
import { AppError } from '#lib/errors.ts';
import { sendAsItIs } from './middleware/compressed.ts';
import { keyIn } from './middleware/idempotency.ts';
import { problemOf } from './middleware/problem.ts';
import type { Logger } from '#lib/logger.ts';
import type { ServerEvent } from './operation.ts';

const EVENTS = 'text/event-stream';

/** Whether a client prefers server-sent events to JSON. */
export const wantsEvents = (http: KoaContext): boolean =>
  http.accepts('application/json', EVENTS) === EVENTS;

/** Refuses an Idempotency-Key: a stream is not stored, so a repeat could not be answered. @throws AppError malformed */
export function refuseKey(http: KoaContext): void {
  if (keyIn(http) === undefined) return;
  throw new AppError('malformed', 'A stream is not repeated: leave out Idempotency-Key', {
    errors: [{ path: 'Idempotency-Key', message: 'is for answers in JSON' }],
  });
}

/** Returns a signal that is aborted when the client goes before its answer has been sent. */
export function whenGone({ res }: KoaContext): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** Sends events as they come. Resolves with the first one: until then an error is a problem like any other. */
export async function sendEvents(
  http: KoaContext,
  events: AsyncGenerator<ServerEvent>,
  logger: Logger,
): Promise<void> {
  const first = await events.next();
  sendAsItIs(http);
  http.status = 200;
  http.type = EVENTS;
  http.set('Cache-Control', 'no-store');
  // Proxies would collect it.
  http.set('X-Accel-Buffering', 'no');
  http.body = Readable.from(asText(http, first, events, logger), { objectMode: false });
}

/** A line that means nothing, so that no proxy takes a quiet connection for a dead one. In milliseconds. */
const QUIET_MS = 15_000;

async function* asText(
  http: KoaContext,
  first: IteratorResult<ServerEvent, unknown>,
  events: AsyncGenerator<ServerEvent>,
  logger: Logger,
): AsyncGenerator<string> {
  try {
    for (let one = first; !one.done;) {
      yield lines(one.value);
      const next = events.next();
      let came: IteratorResult<ServerEvent, unknown> | null = null;
      while (!came) {
        came = await orQuiet(next);
        if (!came) yield ':\n\n';
      }
      one = came;
    }
  } catch (error) {
    const place = { instance: http.path, requestId: http.state['requestId'] };
    yield lines({ event: 'error', data: problemOf(logger, error, place).problem });
  } finally {
    await events.return(undefined);
  }
}

async function orQuiet<T>(next: Promise<T>): Promise<T | null> {
  const over = new AbortController();
  const quiet = sleep(QUIET_MS, null, { signal: over.signal, ref: false }).catch(() => null);
  try {
    return await Promise.race([next, quiet]);
  } finally {
    over.abort();
  }
}

const lines = ({ event, data }: ServerEvent): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
