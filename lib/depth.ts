/**
 * Returns whether lists and objects are nested at most `most` levels deep. JSON can be nested deeper than recursive
 * code can follow; `JSON.stringify` is the first to fail.
 */
export function isShallow(value: unknown, most: number): boolean {
  const waiting = [{ value, depth: 0 }];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    if (typeof one.value !== 'object' || one.value === null) continue;
    if (one.depth >= most) return false;
    for (const inner of Object.values(one.value))
      waiting.push({ value: inner, depth: one.depth + 1 });
  }
  return true;
}
