import { ChatRefused, type ChatChunk } from './adapter.ts';
import { refusalOf } from './refusal.ts';

/** How long an answer may take, in milliseconds. */
export type ChatLimits = {
  /** Until the first byte of the answer. */
  first: number;
  /** Between two parts of it. */
  between: number;
  /** Until its end. */
  whole: number;
};

/** Models that think first are silent for a while; a long answer takes minutes. */
export const USUAL_LIMITS: ChatLimits = { first: 60_000, between: 60_000, whole: 600_000 };

/**
 * Yields an answer within limits of time. Closes the connection when time is up, the caller cancels, or the caller
 * wants no more of it.
 * @param ask asks the provider; calls `alive` whenever something arrives
 * @throws {ChatRefused}
 */
export async function* bounded(
  signal: AbortSignal,
  limits: ChatLimits,
  ask: (signal: AbortSignal, alive: () => void) => AsyncIterable<ChatChunk>,
): AsyncGenerator<ChatChunk, void, undefined> {
  const stop = new AbortController();
  let late = false;
  const giveUp = (): void => {
    late = true;
    stop.abort();
  };
  const cancel = (): void => stop.abort();
  const whole = setTimeout(giveUp, limits.whole);
  let silence = setTimeout(giveUp, limits.first);
  const alive = (): void => {
    clearTimeout(silence);
    silence = setTimeout(giveUp, limits.between);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) throw new ChatRefused('canceled');
    yield* ask(stop.signal, alive);
  } catch (error) {
    if (signal.aborted) throw new ChatRefused('canceled');
    if (late) throw new ChatRefused('timed_out');
    throw refusalOf(error);
  } finally {
    clearTimeout(whole);
    clearTimeout(silence);
    signal.removeEventListener('abort', cancel);
    stop.abort();
  }
}
