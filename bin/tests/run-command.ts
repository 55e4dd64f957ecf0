import { spawn } from 'node:child_process';
import { searchPath } from '../search-path.cjs';

/**
 * Runs one command of the test run and prints how it ended and how long it took.
 * @param onOutput receives the command's output, which is printed too
 * @throws {Error} when it ends with anything but 0
 */
export const runCommand = (
  name: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onOutput?: (text: string) => void,
): Promise<void> =>
  new Promise((done, fail) => {
    const started = performance.now();
    const child = spawn(command, args, {
      stdio: ['inherit', onOutput ? 'pipe' : 'inherit', 'inherit'],
      env: { ...process.env, PATH: searchPath(process.env['PATH']), ...env },
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      onOutput?.(chunk.toString());
    });
    child.on('error', fail);
    child.on('exit', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? '✔' : '✘'} ${name} (${seconds} s)`);
      if (code === 0) done();
      else fail(new Error(`${name} failed`));
    });
  });
