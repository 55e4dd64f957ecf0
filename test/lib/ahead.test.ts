import test from 'ava';
import { ahead } from '#lib/ahead.ts';

async function* numbers(made: number[], until = 5, failAt = 0): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= until; n++) {
      if (n === failAt) throw new Error(`no ${n}`);
      made.push(n);
      yield n;
    }
  } finally {
    made.push(0);
  }
}

test('the next value is made while the caller has the present one, and no further', async (t) => {
  const made: number[] = [];
  const seen: number[] = [];
  for await (const n of ahead(numbers(made))) {
    seen.push(n);
    await new Promise((done) => setImmediate(done));
    t.is(made.filter(Boolean).length, Math.min(n + 1, 5));
  }
  t.deepEqual(seen, [1, 2, 3, 4, 5]);
  t.is(made.at(-1), 0);
});

test('an error comes after the values before it, and the source is closed', async (t) => {
  const made: number[] = [];
  const seen: number[] = [];
  await t.throwsAsync(
    async () => {
      for await (const n of ahead(numbers(made, 5, 3))) seen.push(n);
    },
    { message: 'no 3' },
  );
  t.deepEqual(seen, [1, 2]);
  t.deepEqual(made, [1, 2, 0]);
});

test('a caller who stops closes the source', async (t) => {
  const made: number[] = [];
  for await (const n of ahead(numbers(made))) if (n === 2) break;
  t.is(made.at(-1), 0);
  t.true(made.length <= 4);
});
