import { Token } from 'liquidjs';

/*
 * Where in a text a token stands. Liquid asks it of each variable and each error, and goes through the text letter by
 * letter from its beginning each time: seconds for a long text of many values. Here the lines are found once a text.
 */
let last = { input: '', lines: [0] };

/** Where the lines of a text begin. */
function linesOf(input: string): readonly number[] {
  if (last.input !== input) {
    const lines = [0];
    for (let at = input.indexOf('\n'); at >= 0; at = input.indexOf('\n', at + 1))
      lines.push(at + 1);
    last = { input, lines };
  }
  return last.lines;
}

/** @returns line and column, both from 1 */
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
