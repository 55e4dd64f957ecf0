import { execFile } from 'node:child_process';
import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { errorCode } from '#lib/errors.ts';

const run = promisify(execFile);
const PIECE = Buffer.alloc(1024 * 1024, 1);

export type SmallDisk = {
  folder: string;
  /** Fills it to the last byte, or leaves some megabytes. */
  fill(leave?: number): Promise<void>;
  /** Makes room again. */
  clear(): Promise<void>;
};

/**
 * Mounts a small disk in memory until the test ends.
 * @returns null where this process may not mount
 */
export async function smallDisk(
  t: Pick<ExecutionContext, 'teardown'>,
  megabytes: number,
): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), 'assent-disk-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder]);
  } catch {
    return null;
  }
  t.teardown(() => run('umount', ['-l', folder]));
  await chmod(folder, 0o755);
  const filler = join(folder, 'filler');
  return {
    folder,
    async fill(leave = 0) {
      const file = await open(filler, 'a');
      try {
        for (let piece = PIECE; piece.length > 0;) {
          const wrote = await file.write(piece).then(
            ({ bytesWritten }) => bytesWritten,
            (error: unknown) => {
              if (errorCode(error) === 'ENOSPC') return 0;
              throw error;
            },
          );
          if (wrote < piece.length) piece = piece.subarray(0, Math.floor(piece.length / 2));
        }
        if (leave) await file.truncate((await file.stat()).size - leave * PIECE.length);
      } finally {
        await file.close();
      }
    },
    clear: () => rm(filler, { force: true }),
  };
}
