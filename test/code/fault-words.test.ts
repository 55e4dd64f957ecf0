import { readFile } from 'node:fs/promises';
import { glob } from 'node:fs/promises';
import test from 'ava';

test('whoever shows what a schema found wrong uses the words of lib/fault-words.ts', async (t) => {
  const without: string[] = [];
  for await (const path of glob(
    '{api,domain,providers,lib,web,bin,worker,activities}/**/*.{ts,tsx}',
  )) {
    const text = await readFile(path, 'utf8');
    const shows = /\berror\.issues\b|\.error\?\.issues\b|instanceof z\.ZodError/.test(text);
    if (shows && !text.includes('fault-words.ts')) without.push(path);
  }
  t.deepEqual(without, []);
});
