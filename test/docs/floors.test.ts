import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { z } from 'zod';

const floors = z.array(z.object({ floor: z.string(), folders: z.array(z.string()) }));
const read = async () => floors.parse(JSON.parse(await readFile('domain/floors.json', 'utf8')));

test('every folder of the domain has its floor, and no floor names a folder that is gone', async (t) => {
  const there = (await readdir('domain', { withFileTypes: true })).filter((one) =>
    one.isDirectory(),
  );
  const named = (await read()).flatMap(({ folders }) => folders);
  t.deepEqual(named.toSorted(), there.map(({ name }) => name).toSorted());
});

test('docs/architecture.md shows the floors as they are checked', async (t) => {
  const page = (await readFile('docs/architecture.md', 'utf8')).replaceAll(/ +/g, ' ');
  for (const { floor, folders } of await read()) {
    const row = `| ${floor} | ${folders.map((folder) => `\`${folder}\``).join(', ')} |`;
    t.true(page.includes(row), row);
  }
});
