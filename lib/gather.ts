/**
 * Batches calls that arrive at the same time. The first item is processed at once; items that arrive while all lanes
 * are busy form the next batch. No item waits for a batch to fill, and under load many items share the fixed cost.
 * @param work returns one answer per item, in order; if it throws, all items of the batch fail with that error
 * @param options.most largest number of items in a batch
 * @param options.lanes batches at the same time. @default 1
 */
export function gather<Item, Answer>(
  work: (items: Item[]) => Promise<Answer[]>,
  options: { most: number; lanes?: number },
): (item: Item) => Promise<Answer> {
  type Waiting = { item: Item } & PromiseWithResolvers<Answer>;
  const waiting: Waiting[] = [];
  let idle = options.lanes ?? 1;

  const drain = async (): Promise<void> => {
    idle--;
    while (waiting.length) {
      const some = waiting.splice(0, options.most);
      try {
        const answers = await work(some.map(({ item }) => item));
        some.forEach(({ resolve, reject }, i) => {
          const answer = answers[i];
          if (answer === undefined) reject(new Error('an item got no answer'));
          else resolve(answer);
        });
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    idle++;
  };

  return (item) => {
    const one = { item, ...Promise.withResolvers<Answer>() };
    waiting.push(one);
    if (idle > 0) void drain();
    return one.promise;
  };
}
