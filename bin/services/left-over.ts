import { readFile, rm, writeFile } from 'node:fs/promises';

/** Records the process id of a service, so that the next start finds it if this process is killed. */
export const rememberPid = (file: string, pid: number): Promise<void> =>
  writeFile(file, String(pid));

/**
 * Ends a service that a killed start left running.
 * @param name part of its command line
 */
export async function endLeftOver(file: string, name: string): Promise<void> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  await rm(file, { force: true });
  if (!pid) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!command.includes(name)) return;
  try {
    process.kill(pid, 'SIGTERM');
    for (let i = 0; i < 50; i++) {
      await new Promise((done) => setTimeout(done, 100));
      process.kill(pid, 0);
    }
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}
