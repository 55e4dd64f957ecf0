import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from './command.ts';

const PLATFORM: Record<string, string> = { linux: 'linux', darwin: 'darwin' };
const ARCH: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Downloads the CLI from the vendor's release archive, as the SDK does.
 * @returns false when it cannot be downloaded from here
 */
export async function downloadCli(version: string, target: string): Promise<boolean> {
  const platform = PLATFORM[process.platform];
  const arch = ARCH[process.arch];
  if (!platform || !arch) return false;
  const url = `https://temporal.download/cli/archive/${version}?platform=${platform}&arch=${arch}`;
  const folder = await mkdtemp(join(dirname(target), 'download-'));
  try {
    // Gives up soon when the vendor cannot be reached; a slow download may take its time.
    const unreachable = new AbortController();
    const timer = setTimeout(() => unreachable.abort(), 8_000);
    const signal = AbortSignal.any([unreachable.signal, AbortSignal.timeout(300_000)]);
    const answer = await fetch(url, { signal }).finally(() => clearTimeout(timer));
    if (!answer.ok) return false;
    const archive = join(folder, 'temporal.tar.gz');
    await writeFile(archive, Buffer.from(await answer.arrayBuffer()));
    await runCommand('tar', ['-xzf', archive, '-C', folder]);
    await chmod(join(folder, 'temporal'), 0o755);
    await rename(join(folder, 'temporal'), target);
    return true;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
