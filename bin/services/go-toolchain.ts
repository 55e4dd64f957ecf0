import { execFile } from 'node:child_process';
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { onPath } from './command.ts';

const run = promisify(execFile);
const OS: Record<string, string> = { linux: 'linux', darwin: 'darwin' };
const ARCH: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Finds a Go that can build modules which require `version`. From 1.21 on, Go fetches the required toolchain by
 * itself; an older Go, as stable Linux distributions have, can fetch the toolchain as a module on request.
 * @returns the go program, or undefined where there is none
 */
export async function goToolchain(version: string): Promise<string | undefined> {
  const go = await onPath('go');
  if (!go) return undefined;
  const { stdout } = await run(go, ['version']);
  const minor = Number(/go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  if (minor >= 21) return go;
  const platform = `${OS[process.platform]}-${ARCH[process.arch]}`;
  const module = `golang.org/toolchain@v0.0.1-go${version}.${platform}`;
  const answer = await run(go, ['mod', 'download', '-json', module]);
  const { Dir } = z.object({ Dir: z.string() }).parse(JSON.parse(answer.stdout));
  // Files of a Go module are never executable.
  for (const folder of ['bin', join('pkg', 'tool', platform.replace('-', '_'))]) {
    for (const name of await readdir(join(Dir, folder)))
      await chmod(join(Dir, folder, name), 0o755);
  }
  return join(Dir, 'bin', 'go');
}
