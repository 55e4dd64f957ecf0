import type { ChatRequest } from './adapter.ts';
import { countAnswerTokens, hasOwnTable } from './tokens.ts';

/** Counts an answer as it comes, up to the longest that was asked for. */
export type Meter = {
  /** Takes a part of the answer; returns as much of it as still fits. */
  take(part: string): string;
  /** Whether more has come than was asked for. */
  isOver(): boolean;
  /** Tokens that have come. */
  came(): number;
};

/** Letters that are taken at a time. */
const SLICE = 1_024;
/** Letters that are counted again with what comes next, and how many are kept for that: a token may go on there. */
const LARGEST_OPEN = 4_096;
const OPEN = 256;

/**
 * Creates the meter of one answer. No token is shorter than a byte, so it counts only when the text could have become
 * too long: once or twice for an answer of the usual length.
 */
export function createMeter({
  model,
  maxOutputTokens,
}: Pick<ChatRequest, 'model' | 'maxOutputTokens'>): Meter {
  const count = (text: string): number => countAnswerTokens(model, text);
  const most = longestOf(model, maxOutputTokens);
  let closed = 0;
  let open = '';
  /** The most tokens that `open` can have. */
  let atMost = 0;
  let over = false;

  const fits = (slice: string): boolean => {
    if (closed + atMost + Buffer.byteLength(slice) <= most) return true;
    return closed + count(open + slice) <= most;
  };

  const add = (slice: string): void => {
    atMost += Buffer.byteLength(slice);
    open += slice;
    if (closed + atMost <= most && open.length <= LARGEST_OPEN) return;
    if (open.length > LARGEST_OPEN) {
      closed += count(open.slice(0, -OPEN));
      open = open.slice(-OPEN);
    }
    atMost = count(open);
  };

  return {
    take(part) {
      for (let from = 0; from < part.length && !over; from += SLICE) {
        const slice = part.slice(from, from + SLICE);
        if (fits(slice)) {
          add(slice);
          continue;
        }
        over = true;
        const last = beginningThat(fits, slice);
        add(last);
        return part.slice(0, from) + last;
      }
      return over ? '' : part;
    },
    isOver: () => over,
    came: () => closed + count(open),
  };
}

/**
 * Tables of other models, and ends of parts, differ a little from what is counted here: an answer that keeps to its
 * limit must never be cut.
 */
const longestOf = (model: string, most: number): number =>
  Math.ceil(most * (hasOwnTable(model) ? 1.02 : 1.25)) + 8;

/** Returns the longest beginning of a text that fits. */
function beginningThat(fits: (some: string) => boolean, text: string): string {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, low).replace(/[\uD800-\uDBFF]$/, '');
}
