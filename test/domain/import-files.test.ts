import test, { type ExecutionContext } from 'ava';
import { lookAt } from '#domain/imports/look.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { chunksOf } from '#domain/imports/kept-rows.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';

const CP1252: Record<string, number> = { '€': 0x80, '’': 0x92, Š: 0x8a };
/** As Excel writes them. */
const encoders: Record<string, (text: string) => Buffer> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 with its mark': (text) => Buffer.from(`\ufeff${text}`),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16le with its mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  'utf-16be with its mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'windows-1252': (text) => Buffer.from([...text].map((c) => CP1252[c] ?? c.charCodeAt(0))),
};

/** Returns the format detected at the beginning, and all rows as finally read, in chunks of odd length. */
async function read(t: ExecutionContext, content: Buffer) {
  const services = await testServices(t);
  const ctx = await testContext(services);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let i = 0; i < content.length; i += 4097) yield content.subarray(i, i + 4097);
  }
  const file = await keepFile(services, ctx, newId(), pieces());
  const looked = await lookAt(file, 5);
  const rows: string[][] = [];
  const kept = { file_key: file.key, ...looked.format };
  for await (const chunk of chunksOf(services, ctx, kept, 0))
    rows.push(...chunk.rows.map((row) => row.values));
  return { looked, rows };
}

const LONG = 12_000;

for (const [name, encode] of Object.entries(encoders)) {
  test(`${name} is read with every line end, short and longer than what is looked at`, async (t) => {
    for (const [length, end] of [
      [2, '\n'],
      [2, '\r\n'],
      [2, '\r'],
      [LONG, '\r'],
    ] as const) {
      const lines = Array.from(
        { length },
        (_, i) => `p${i}@example.com\tJürgen ${name.startsWith('utf') ? 'Łoś' : '’n €'}`,
      );
      const { looked, rows } = await read(t, encode(['E-Mail\tName', ...lines, ''].join(end)));
      t.is([looked.format.encoding].join(), name.replace(/ .*/, ''));
      t.is(looked.format.delimiter, '\t');
      t.deepEqual(looked.header, ['E-Mail', 'Name']);
      t.is(looked.whole, length === 2);
      t.is(rows.length, length);
      t.is(rows.at(-1)?.join('\t'), lines.at(-1));
    }
  });
}

test('what is not UTF-8 only beyond the beginning is seen', async (t) => {
  const plain = Array.from({ length: LONG }, (_, i) => `person${i}@example.com;x`);
  const { looked, rows } = await read(
    t,
    Buffer.concat([Buffer.from(`mail;name\n${plain.join('\n')}\n`), Buffer.from('z@example.com;Zo\xeb\n', 'latin1')]),
  ); // prettier-ignore
  t.is(looked.format.encoding, 'windows-1252');
  t.deepEqual(rows.at(-1), ['z@example.com', 'Zoë']);
});

test('other scripts in encodings of their own are recognised', async (t) => {
  const cyrillic = Buffer.from('cff0e8e2e5f2'.repeat(1), 'hex');
  const line = Buffer.concat([Buffer.from('a@example.com;'), cyrillic, Buffer.from('\n')]);
  const { looked, rows } = await read(t, Buffer.concat([Buffer.from('mail;name\n'), line, line]));
  t.is(looked.format.encoding, 'windows-1251');
  t.deepEqual(rows[0], ['a@example.com', 'Привет']);
});

const shapes: [name: string, text: string, header: string[], rows: string[][]][] = [
  ['sep=;', 'sep=;\r\nemail;name\r\na@x.com;Tom\r\n', ['email', 'name'], [['a@x.com', 'Tom']]],
  ['a mark, then sep', '\ufeffsep=|\nemail|name\na@x.com|T,o;m\n', ['email', 'name'], [['a@x.com', 'T,o;m']]],
  ['SEP= in quotes', '"SEP=^"\nemail^name\na@x.com^Tom\n', ['email', 'name'], [['a@x.com', 'Tom']]],
  ['sep of a tab', 'sep=\t\nemail\tname\na@x.com\tTom\n', ['email', 'name'], [['a@x.com', 'Tom']]],
  ['a blank first line', '\r\n\r\nemail;name\r\na@x.com;Tom\r\n', ['email', 'name'], [['a@x.com', 'Tom']]],
  ['a first line of empty cells', ';;\n  ;\nemail;name\na@x.com;Tom\n', ['email', 'name'], [['a@x.com', 'Tom']]],
  ['a cell too many', 'email,name\na@x.com,Tom,\nb@x.com,Tim,\n', ['email', 'name'], [['a@x.com', 'Tom', ''], ['b@x.com', 'Tim', '']]],
  ['commas in semicolons', 'name;price;mail\n"A, B";1,5;a@x.com\nC;2,5;b@x.com\n', ['name', 'price', 'mail'], [['A, B', '1,5', 'a@x.com'], ['C', '2,5', 'b@x.com']]],
  ['a header of many commas', '"Name, first, last";mail\nA;a@x.com\n', ['Name, first, last', 'mail'], [['A', 'a@x.com']]],
  ['line breaks in quotes', 'email;note\na@x.com;"one,\ntwo,\nthree"\n', ['email', 'note'], [['a@x.com', 'one,\ntwo,\nthree']]],
  ['one column', 'email\na@x.com\n', ['email'], [['a@x.com']]],
  ['lines that end in two ways', 'email,name\r\na@x.com,Tom\nb@x.com,Tim\r\n', ['email', 'name'], [['a@x.com', 'Tom'], ['b@x.com', 'Tim']]],
  ['no line end', 'email,name\na@x.com,Tom', ['email', 'name'], [['a@x.com', 'Tom']]],
]; // prettier-ignore
for (const [name, text, header, rows] of shapes) {
  test(`a file with ${name}`, async (t) => {
    const found = await read(t, Buffer.from(text));
    t.deepEqual(found.looked.header, header);
    t.deepEqual(found.rows, rows);
  });
}

test('a title above the column names is refused with the reason', async (t) => {
  for (const text of [
    'Our contacts\nemail,name\na@x.com,Tom\n',
    'Our contacts,\nemail,name\na@x.com,Tom\n',
    'Our contacts\n\nemail;name\na@x.com;Tom\n',
    'Our contacts\nemail\tname\na@x.com\tTom\n',
  ]) {
    const error = await t.throwsAsync(read(t, Buffer.from(text)));
    t.regex(JSON.stringify(error), /has a title above its column names/, text);
  }
  const { looked } = await read(t, Buffer.from('email,,\na@x.com,Tom,y\n'));
  t.is(looked.header[0], 'email');
});
