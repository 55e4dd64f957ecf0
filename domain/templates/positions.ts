import { LiquidError, Token } from 'liquidjs';

/*
 * A faster `Token.getPosition`. Liquid computes a position for each variable and each error, and scans the text from
 * its beginning each time: this takes seconds for a long text with many values. Here the lines of a text are found
 * only once.
 */
let last = { input: '', lines: [0] };

/** Returns the start positions of a text's lines. */
function linesOf(input: string): readonly number[] {
  if (last.input !== input) {
    const lines = [0];
    for (let at = input.indexOf('\n'); at >= 0; at = input.indexOf('\n', at + 1))
      lines.push(at + 1);
    last = { input, lines };
  }
  return last.lines;
}

/** Returns line and column of a position, both from 1. */
export function positionIn(input: string, at: number): [line: number, column: number] {
  const lines = linesOf(input);
  let [low, high] = [0, lines.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return [low + 1, at - (lines[low] ?? 0) + 1];
}

Token.prototype.getPosition = function (this: Token) {
  return positionIn(this.input, this.begin);
};

/*
 * Liquid puts the surrounding lines into every error, and splits the whole text for each. Ours have their own words
 * (liquid-words.ts).
 */
Object.defineProperty(LiquidError.prototype, 'update', { value: () => {} });
