/**
 * Yields the same values, and produces the next one while the caller works with the present one. An error is thrown
 * where its value would have come.
 */
export async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (;;) {
      const now = await next;
      if (now.done) return;
      next = source.next();
      // It is awaited in its turn, or not at all when the caller stops.
      next.catch(() => undefined);
      yield now.value;
    }
  } finally {
    await source.return(undefined);
  }
}
