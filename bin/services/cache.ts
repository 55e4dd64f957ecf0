import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns a folder for downloaded and built tools, shared by all checkouts. Creates it if missing. */
export async function cacheFolder(name: string): Promise<string> {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(base, 'assent', name);
  await mkdir(folder, { recursive: true });
  return folder;
}
