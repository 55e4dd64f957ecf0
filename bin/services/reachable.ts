import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '#lib/config.ts';

/**
 * Checks that Postgres can enter its folders. Started by root, it runs as the user `postgres`, who often may not
 * enter /root.
 * @throws {ConfigError} naming the folder and what to do
 */
export async function assertReachable(...paths: string[]): Promise<void> {
  if (process.getuid?.() !== 0) return;
  for (const path of paths) {
    for (let folder = resolve(path); folder !== dirname(folder); folder = dirname(folder)) {
      const found = await stat(folder).catch(() => null);
      if (found && !(found.mode & 0o001)) {
        throw new ConfigError(
          `Postgres runs as the user postgres when root starts it, and cannot enter ${folder}: start as another ` +
            `user, or chmod o+x ${folder}, or set DATABASE_URL to a Postgres of yours`,
        );
      }
    }
  }
}
