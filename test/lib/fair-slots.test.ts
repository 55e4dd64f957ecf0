import test from 'ava';
import { createFairSlots } from '#lib/fair-slots.ts';

/** Works that end when they are told to, in the order in which they began. */
function works(slots: ReturnType<typeof createFairSlots>) {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const all: Promise<void>[] = [];
  const endFirst = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((done) => setImmediate(done));
  };
  return {
    begun,
    add(party: string): void {
      all.push(
        slots.run(party, async () => {
          begun.push(party);
          await new Promise<void>((end) => ends.push(end));
        }),
      );
    },
    endFirst,
    async endAll(): Promise<void> {
      while (ends.length) await endFirst();
      await Promise.all(all);
    },
  };
}

test('a slot goes to the party that has the fewest', async (t) => {
  const { begun, add, endFirst, endAll } = works(
    createFairSlots({ common: 2, each: 2, slowMs: 60_000 }),
  );
  for (const party of ['big', 'big', 'big', 'big', 'small', 'other']) add(party);
  t.deepEqual(begun, ['big', 'big']);
  await endFirst();
  t.deepEqual(begun.slice(2), ['small']);
  await endAll();
  t.is(begun.length, 6);
});

test('a party has only so many slots, also while others are free', async (t) => {
  const { begun, add, endAll } = works(createFairSlots({ common: 9, each: 2, slowMs: 60_000 }));
  for (const party of ['a', 'a', 'a', 'b']) add(party);
  t.deepEqual(begun, ['a', 'a', 'b']);
  await endAll();
});

test('works that hang give their slot to others, not to their own party', async (t) => {
  const slots = createFairSlots({ common: 2, each: 2, slowMs: 20 });
  const { begun, add, endAll } = works(slots);
  for (const party of ['hangs', 'hangs', 'hangs', 'goes']) add(party);
  await new Promise<void>((done) => {
    void slots.run('waits', async () => done());
  });
  t.deepEqual(begun, ['hangs', 'hangs', 'goes']);
  t.true(slots.hanging() >= 2);
  await endAll();
  t.is(slots.hanging(), 0);
});

test('a work that throws gives its slot back', async (t) => {
  const { run } = createFairSlots({ common: 1, each: 1, slowMs: 60_000 });
  await t.throwsAsync(
    run('a', () => Promise.reject(new Error('no'))),
    { message: 'no' },
  );
  t.is(await run('b', async () => 1), 1);
});
