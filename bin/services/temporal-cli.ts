import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { goToolchain } from './go-toolchain.ts';
import { isExecutable, onPath, runCommand } from './command.ts';
import { downloadCli } from './temporal-download.ts';

/** The CLI version whose server (1.29.1) Assent is tested with. */
const VERSION = 'v1.5.1';
/** The Go version in its go.mod. */
const GO = '1.25.0';

/**
 * Finds the Temporal CLI, or gets it, in this order: TEMPORAL_CLI_PATH, `temporal` on PATH, our cache, the vendor's
 * download, a build with Go.
 * @param tell reports progress, one line at a time
 * @throws {Error} that says what to install when nothing worked
 */
export async function resolveTemporalCli(tell: (line: string) => void): Promise<string> {
  const given = process.env['TEMPORAL_CLI_PATH'];
  if (given) {
    if (await isExecutable(given)) return given;
    throw new Error(`TEMPORAL_CLI_PATH is ${given}, but no program is there`);
  }
  const installed = await onPath('temporal');
  if (installed) return installed;
  const cached = join(await cacheFolder('bin'), 'temporal');
  if (await isExecutable(cached)) return cached;
  tell('The Temporal CLI is not here yet; looking for a download …');
  if (await downloadCli(VERSION, cached)) return cached;
  const go = await goToolchain(GO);
  if (go) return build(go, cached, tell);
  throw new Error(
    'The Temporal CLI is missing and could not be downloaded. Install it (https://docs.temporal.io/cli) or ' +
      'Go (https://go.dev/dl), or set TEMPORAL_CLI_PATH, or TEMPORAL_ADDRESS to a server of yours.',
  );
}

async function build(go: string, cached: string, tell: (line: string) => void): Promise<string> {
  tell(`No download from here; building it with Go (once, about 4 minutes) …`);
  const started = Date.now();
  let modules = 0;
  const minutes = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  const timer = setInterval(
    () =>
      tell(`  still building the Temporal CLI: ${minutes()}, ${modules} parts fetched or compiled`),
    15_000,
  );
  try {
    await runCommand(go, ['install', '-v', `github.com/temporalio/cli/cmd/temporal@${VERSION}`], {
      env: { GOBIN: await cacheFolder('bin'), GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'auto' },
      onLine: () => modules++,
    });
  } finally {
    clearInterval(timer);
  }
  tell(`Built the Temporal CLI in ${minutes()}.`);
  return cached;
}
