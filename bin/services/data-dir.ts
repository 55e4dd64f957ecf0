import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '#lib/config.ts';

/**
 * Creates the data folder and locks it for this process. All files that this process and its children write
 * afterwards are only for their user.
 * @throws {ConfigError} when another Assent uses the folder
 */
export async function claimDataDir(dir: string): Promise<() => Promise<void>> {
  const made = await mkdir(dir, { recursive: true });
  if (made) await chmod(dir, 0o700);
  await letPostgresIn(dir);
  process.umask(0o077);
  await mkdir(join(dir, 'logs'), { recursive: true });
  const file = join(dir, 'assent.pid');
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  if (pid && pid !== process.pid && (await isAssent(pid))) {
    throw new ConfigError(
      `Assent already runs on ${dir} (process ${pid}): stop it, or set ASSENT_DATA_DIR to another folder`,
    );
  }
  await closeToOthers(dir);
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
}

/**
 * Started by root, Postgres runs as another user (reachable.ts) that must enter the folder. It can only enter: it
 * cannot list the names in it. A folder that another user owns is left as it is.
 */
async function letPostgresIn(dir: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, mode } = await stat(dir);
  if (uid === 0) await chmod(dir, (mode & 0o777) | 0o011);
}

/** The content of a data folder: keys, sign-in, databases, files, logs. */
const OURS =
  /^(?:(?:master\.key|demo\.json|(?:temporal|inbox)\.sqlite.*|.+\.pid|postgres\.ready)|(logs|files|seals|postgres))$/;

/** Removes other users' rights to files of an earlier version or a manual copy. The folder itself may be shared. */
async function closeToOthers(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const [known, folder] = OURS.exec(name) ?? [];
    if (known) await chmod(join(dir, name), folder ? 0o700 : 0o600);
  }
}

async function isAssent(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'start.ts');
  return command.includes('start.ts');
}

/**
 * Returns the master key of a development installation, created once. Without it nothing in the folder can be
 * decrypted.
 */
export async function masterKey(dir: string): Promise<string> {
  const given = process.env['ASSENT_MASTER_KEY'];
  if (given) return given;
  const file = join(dir, 'master.key');
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found.trim()) return found.trim();
  const made = randomBytes(32).toString('base64');
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  return made;
}
