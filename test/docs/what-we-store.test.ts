import { readFile } from 'node:fs/promises';
import test from 'ava';
import { loadConfig } from '#lib/config.ts';
import { readCatalogue } from '../../bin/docs/catalogue.ts';
import { whatWeStorePage } from '../../bin/docs/what-we-store-page.ts';

test('docs/what-we-store.md says what is stored and for how long, as it is: npm run what-we-store', async (t) => {
  const page = whatWeStorePage(await readCatalogue(loadConfig().DATABASE_URL));
  t.is(await readFile('docs/what-we-store.md', 'utf8'), page);
});

test('a table that belongs to no kind of retention is refused by name, and one that is gone too', async (t) => {
  const tables = await readCatalogue(loadConfig().DATABASE_URL);
  const known = tables.find((table) => table.name === 'audit_log');
  if (!known) throw new Error('no audit log');
  const more = [...tables, { ...known, name: 'secrets' }];
  t.throws(() => whatWeStorePage(more), { message: /no kind of retention: secrets/ });
  const fewer = tables.filter((table) => table.name !== 'form_tickets');
  t.throws(() => whatWeStorePage(fewer), { message: /is no table: form_tickets/ });
});
