/**
 * Does together what comes together: the first is begun at once, and what arrives while all lanes are busy is one
 * piece of work after it. Nobody waits for company, and under load many share what it costs to do one.
 * @param work answers each item, in order; when it throws, everybody in it is told so
 * @param options.most items in one piece of work
 * @param options.lanes pieces of work at a time. @default 1
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
          if (answer === undefined) reject(new Error('an item was not answered'));
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
