import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { own, setOwn } from '#lib/own.ts';
import { temporaryFolder } from '../_support/installations.ts';
import { lookupsIn, programOf } from '../_support/lookups.ts';

test('what an object inherits is not its own, and any name can be', (t) => {
  const words: Record<string, string> = { sent: 'Sent' };
  t.is(own(words, 'sent'), 'Sent');
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '']) {
    t.is(own(words, name), undefined, name);
    setOwn(words, name, 'x');
    t.is(own(words, name), 'x', name);
  }
  t.is(Object.getPrototypeOf(words), Object.prototype);
});

test('look-ups by any text are found, and those by known words are not', async (t) => {
  const file = join(await temporaryFolder(t), 'sample.ts');
  await writeFile(
    file,
    `const WORDS: Record<string, string> = { a: 'A' };
const list = ['a'];
type Known = 'a' | 'b';
export const bad = (name: string) => WORDS[name];
export const odd = (name: Known | (string & {})) => WORDS[name];
export const made = (name: string) => WORDS[\`\${name}_x\`];
export const asks = (name: string) => name in WORDS;
export const fine = (name: Known, i: number) => [WORDS[name], WORDS['a'], list[i], 'a' in WORDS];
export const set = (name: string) => { WORDS[name] = 'x'; };
`,
  );
  const found = lookupsIn(programOf([file]), (name) => name === file);
  t.deepEqual(
    found.map(({ source }) => source),
    ['WORDS[name]', 'WORDS[name]', 'WORDS[`${name}_x`]', 'name in WORDS', 'WORDS[name]'],
  );
});

test('nothing of ours is looked up by any text', (t) => {
  const here = `${process.cwd()}/`;
  // Old migrations ran already; tests and measurements bring their own words.
  const notOurs = /^(node_modules|build|migrations|test|bench|\.cache|\.data)\//;
  const found = lookupsIn(
    programOf(),
    (file) => file.startsWith(here) && !notOurs.test(file.slice(here.length)),
  );
  t.deepEqual(
    found
      .map(({ file, line, source }) => `${file.slice(here.length)}:${line} ${source}`)
      .filter((found) => !/^lib\/own\.ts:\d+ record\[name\]$/.test(found)),
    [],
  );
});
