import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkExport } from '#domain/audit/check-export.ts';
import { publishedSealShape, type PublishedSeal } from '#domain/audit/published.ts';

/*
 * Checks an export of the audit log offline: no database, no network, nothing of ours but the published seals.
 *   npm run audit-check -- audit.jsonl seals/<organisation>
 * Ends with 1 at the first row or seal that is not as it was published.
 */
const [file, folder] = process.argv.slice(2);
if (!file || !folder) {
  console.error('npm run audit-check -- audit.jsonl seals/<organisation>');
  process.exit(2);
}

async function* seals(from: string): AsyncGenerator<PublishedSeal> {
  const names = (await readdir(from)).filter((name) => /^\d+\.json$/.test(name)).sort();
  for (const name of names) {
    yield publishedSealShape.parse(JSON.parse(await readFile(join(from, name), 'utf8')));
  }
}

try {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  const found = await checkExport(lines, seals(folder));
  if (found.problem) {
    console.log(`✘ ${found.problem}`);
    process.exitCode = 1;
  } else {
    console.log(`✔ ${found.rows} rows under ${found.seals} seals are as they were published`);
    if (found.unsealed)
      console.log(`  ${found.unsealed} of them had no seal yet when they were exported`);
    for (const key of found.keys)
      console.log(`  signed by ${key}: compare it with the key you know`);
  }
} catch (error) {
  console.error(`✘ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
