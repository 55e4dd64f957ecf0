import { rm, writeFile } from 'node:fs/promises';
import { createSecretKey } from 'node:crypto';
import { resolve } from 'node:path';
import { readCatalogue } from './docs/catalogue.ts';
import { whatWeStorePage } from './docs/what-we-store-page.ts';
import { migrate } from './migrate.ts';
import { startPostgres } from './services/postgres.ts';

/*
 * Writes docs/what-we-store.md from the kinds of retention and the schema, in a database of its own.
 *   npm run what-we-store
 */
const folder = resolve('.cache', `what-we-store-${process.pid}`);
const postgres = await startPostgres(folder, { durable: false });
try {
  await migrate(postgres.url, createSecretKey(Buffer.alloc(32)));
  const page = whatWeStorePage(await readCatalogue(postgres.url));
  await writeFile(new URL('../docs/what-we-store.md', import.meta.url), page);
  console.log('docs/what-we-store.md is up to date.');
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
