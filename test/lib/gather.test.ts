import test from 'ava';
import { gather } from '#lib/gather.ts';

test('the first is begun at once, what comes meanwhile is done together, no more than allowed', async (t) => {
  const sizes: number[] = [];
  const free = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const double = gather(
    async (items: number[]) => {
      const turn = sizes.push(items.length) - 1;
      await free[turn]?.promise;
      return items.map((n) => n * 2);
    },
    { most: 3 },
  );
  const answers = [1, 2, 3, 4, 5].map((n) => double(n));
  t.deepEqual(sizes, [1]);
  for (const { resolve } of free) resolve();
  t.deepEqual(await Promise.all(answers), [2, 4, 6, 8, 10]);
  t.deepEqual(sizes, [1, 3, 1]);
});

test('a failure is told to those in it, and the next are done', async (t) => {
  let turn = 0;
  const work = gather(
    async (items: string[]) => {
      if (turn++ === 1) throw new Error('no');
      return items;
    },
    { most: 10 },
  );
  const answers = await Promise.allSettled(['a', 'b', 'c'].map((item) => work(item)));
  t.deepEqual(
    answers.map((answer) => answer.status),
    ['fulfilled', 'rejected', 'rejected'],
  );
  t.is(await work('d'), 'd');
});
