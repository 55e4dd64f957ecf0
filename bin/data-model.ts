import { rm, writeFile } from 'node:fs/promises';
import { createSecretKey } from 'node:crypto';
import { resolve } from 'node:path';
import { readCatalogue } from './docs/catalogue.ts';
import { dataModelPage } from './docs/data-model-page.ts';
import { migrate } from './migrate.ts';
import { startPostgres } from './services/postgres.ts';

/*
 * Writes docs/data-model.md from the schema as the migrations make it, in a database of its own.
 *   npm run data-model
 */
const folder = resolve('.cache', `data-model-${process.pid}`);
const postgres = await startPostgres(folder, { durable: false });
try {
  await migrate(postgres.url, createSecretKey(Buffer.alloc(32)));
  const page = await dataModelPage(await readCatalogue(postgres.url));
  await writeFile(new URL('../docs/data-model.md', import.meta.url), page);
  console.log('docs/data-model.md is up to date.');
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
