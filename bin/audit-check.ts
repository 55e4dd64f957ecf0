import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkExport } from '#domain/audit/check-export.ts';
import { publishedSealShape, type PublishedSeal } from '#domain/audit/published.ts';
import { argumentsOf, checking, Unchecked } from './check/arguments.ts';

const HELP = `npm run audit-check -- <audit.jsonl> <seals/organization>

Checks an export of the audit log offline: no database, no network, nothing of ours but the published seals.
Ends with 0 when every row and seal is as it was published, 1 at the first that is not, 2 when nothing could be checked.`;

await checking(async () => {
  const [file = '', folder = ''] = argumentsOf(HELP);
  const names = (await readdir(folder)).filter((name) => /^\d+\.json$/.test(name)).sort();
  if (!names.length) throw new Unchecked(`✘ there are no seals in ${folder}`);
  const found = await checkExport(linesOf(file), sealsIn(folder, names));
  if (found.problem) {
    console.log(`✘ ${found.problem}`);
    return false;
  }
  if (!found.rows) throw new Unchecked(`✘ there are no rows in ${file}`);
  console.log(`✔ ${found.rows} rows under ${found.seals} seals are as they were published`);
  if (found.unsealed)
    console.log(`  ${found.unsealed} of them had no seal yet when they were exported`);
  for (const key of found.keys) console.log(`  signed by ${key}: compare it with the key you know`);
  return true;
});

/**
 * Opens the file when the first line is requested: a reader that was opened before the seals were read loses lines.
 */
async function* linesOf(file: string): AsyncGenerator<string> {
  const handle = await open(file);
  try {
    yield* handle.readLines();
  } finally {
    await handle.close();
  }
}

async function* sealsIn(folder: string, names: readonly string[]): AsyncGenerator<PublishedSeal> {
  for (const name of names) {
    const parsed = publishedSealShape.safeParse(json(await readFile(join(folder, name), 'utf8')));
    if (!parsed.success) throw new Unchecked(`✘ ${join(folder, name)} is no seal`);
    yield parsed.data;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
