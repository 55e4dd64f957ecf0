import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * Bundles the workflows in a process of its own: the bundler needs 150 MB, which a worker would keep for as long as it
 * runs.
 * @throws {Error} when bundling failed; the child has printed why
 */
export async function bundleApart(): Promise<string> {
  const child = fork(fileURLToPath(new URL('./bundle-child.ts', import.meta.url)));
  // Its end may be seen before its answer was read to the end; the end of the channel comes after all answers.
  const [answer]: unknown[] = await Promise.race([
    once(child, 'message'),
    once(child, 'disconnect'),
  ]);
  const code = z.string().safeParse(answer);
  if (!code.success) throw new Error('the workflows could not be bundled');
  return code.data;
}
