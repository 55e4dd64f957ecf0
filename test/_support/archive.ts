import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';

/** Reads the files of an archive with an independent program. */
export async function unzip(
  t: ExecutionContext,
  content: AsyncIterable<Buffer>,
): Promise<(path: string) => Promise<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'assent-zip-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, 'data.zip');
  await writeFile(file, content);
  const read = promisify(execFile);
  return async (path) => {
    const script =
      'import sys,zipfile;sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
    return (await read('python3', ['-c', script, file, path])).stdout;
  };
}

/** Reads one file of an archive. */
export const fileIn = async (
  t: ExecutionContext,
  content: AsyncIterable<Buffer>,
  path: string,
): Promise<string> => (await unzip(t, content))(path);
