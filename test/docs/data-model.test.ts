import { readFile } from 'node:fs/promises';
import test from 'ava';
import { loadConfig } from '#lib/config.ts';
import { readCatalogue } from '../../bin/docs/catalogue.ts';
import { dataModelPage } from '../../bin/docs/data-model-page.ts';

test('docs/data-model.md shows the database as it is: npm run data-model', async (t) => {
  const page = await dataModelPage(await readCatalogue(loadConfig().DATABASE_URL));
  t.is(await readFile('docs/data-model.md', 'utf8'), page);
});

test('a table that does not say what it holds is refused by name', (t) => {
  const table = {
    schema: 'public',
    name: 'secrets',
    append_only: false,
    columns: [],
    references: [],
  };
  t.throws(() => dataModelPage([{ ...table, comment: null }]), { message: /public\.secrets/ });
  t.throws(() => dataModelPage([{ ...table, comment: '[nowhere] a row' }]), {
    message: /public\.secrets/,
  });
});
