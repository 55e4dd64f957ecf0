import { createSecretKey } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { migrate } from '../migrate.ts';
import { startPostgres } from '../services/postgres.ts';
import { readCatalogue, type Table } from './catalogue.ts';

/** Writes a page of docs/ from the schema that the migrations create, in a database of its own. */
export async function writeFromSchema(
  name: string,
  page: (tables: readonly Table[]) => string | Promise<string>,
): Promise<void> {
  const folder = resolve('.cache', `schema-${process.pid}`);
  const postgres = await startPostgres(folder, { durable: false });
  try {
    await migrate(postgres.url, createSecretKey(Buffer.alloc(32)));
    const text = await page(await readCatalogue(postgres.url));
    await writeFile(new URL(`../../docs/${name}`, import.meta.url), text);
    console.log(`docs/${name} is up to date.`);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
