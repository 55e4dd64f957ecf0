import test from 'ava';
import { MAX_VALUES, parseJson } from '#api/parse-json.ts';
import { testApi } from '../_support/api.ts';

const parsed = (text: string): unknown => parseJson(Buffer.from(text));

test('what is inside texts is not counted, nor do escapes end them', (t) => {
  const commas = ',[{]}:'.repeat(MAX_VALUES);
  for (const value of [
    commas,
    `"${commas}`,
    `\\${commas}`,
    `\\"${commas}`,
    { [commas]: [commas, '\\', '"', '\u0000'] },
    null,
    -1.5e3,
    '',
  ]) {
    t.deepEqual(parsed(JSON.stringify(value)), value);
  }
});

const packed = (values: number): string[] => [
  `[${'0,'.repeat(values - 2)}0]`,
  `[${'[],'.repeat(values / 2 - 1)}0]`,
  `{"a":[${'{},'.repeat(values / 2 - 2)}1]}`,
  `[${'"",'.repeat(values - 2)}""]`,
];

test('values are counted however they are packed, before anything is made of them', (t) => {
  for (const text of packed(MAX_VALUES)) t.notThrows(() => parsed(text), text.slice(0, 20));
  for (const text of packed(MAX_VALUES + 10)) {
    t.is(t.throws(() => parsed(text))?.message, `The body contains more than ${MAX_VALUES} values`);
  }
  // Broken ones are still counted first: nobody pays for looking at them twice.
  t.regex(t.throws(() => parsed('['.repeat(500_000)))?.message ?? '', /levels deep/);
  t.regex(t.throws(() => parsed(','.repeat(500_000)))?.message ?? '', /values/);
});

test('an answer names at most a hundred faults of a body', async (t) => {
  const api = await testApi(t);
  const { call } = await api.tenant();
  const suppressions = Array.from({ length: 1_000 }, () => ({ wrong: 1 }));
  const answer = await call('POST', '/suppressions/bulk', { suppressions });
  t.is(answer.status, 422, JSON.stringify(answer.body));
  t.is(answer.body.errors.length, 100);
});
