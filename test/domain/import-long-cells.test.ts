import test from 'ava';
import { lookAt } from '#domain/imports/look.ts';

const look = (text: string, encoding: BufferEncoding = 'utf8', limit = 4 * 1024 * 1024) => {
  const content = Buffer.from(text, encoding);
  const head = content.subarray(0, limit);
  return lookAt({ key: 'x', size: content.length, head, foreign: null }, 5);
};
const ROWS = Array.from({ length: 400 }, (_, i) => `p${i}@example.com;Ann ${i};x`).join('\n');

for (const [name, cell] of [
  ['letters', 'x'.repeat(300_000)],
  ['letters of two units', '😀'.repeat(70_000)],
  ['commas', '"' + 'a,b,c,'.repeat(60_000) + '"'],
  ['line breaks', '"' + 'line\n'.repeat(60_000) + '"'],
] as const)
  test(`a huge cell of ${name} is found wherever it stands`, async (t) => {
    for (const at of [0, 1, 5, 50]) {
      const rows = ROWS.split('\n');
      rows.splice(at, 0, `long@example.com;Bob;${cell}`);
      const looked = await look(['email;name;note', ...rows].join('\n'));
      t.is(looked.format.delimiter, ';', `row ${at}`);
      t.is(looked.rows.length, 5);
      t.deepEqual(looked.header, ['email', 'name', 'note']);
      if (at === 0) t.is(looked.rows[0]?.values[2], cell.replaceAll('"', '').trim());
    }
  });

test('a huge name of a column, and files of one long row, are read too', async (t) => {
  const wide = await look(`email;${'n'.repeat(300_000)}\na@example.com;1\n${ROWS}`);
  t.is(wide.rows.length, 5);
  const one = await look(`email;note\na@example.com;${'x'.repeat(900_000)}`);
  t.is(one.rows.length, 1);
});

test('a row longer than 1 MB is refused with this reason', async (t) => {
  const error = await t.throwsAsync(
    look(`email;note\na@example.com;${'x'.repeat(5_000_000)}\n${ROWS}`),
  );
  t.regex(JSON.stringify(error), /longer than 1 MB/);
});
