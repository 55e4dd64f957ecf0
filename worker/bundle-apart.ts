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
  const [answer]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const code = z.string().safeParse(answer);
  if (!code.success) throw new Error('the workflows could not be bundled');
  return code.data;
}
