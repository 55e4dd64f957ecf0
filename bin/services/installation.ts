import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigError, loadConfig, type Config } from '#lib/config.ts';
import { claimDataDir } from './data-dir.ts';
import { runningPostgres, startPostgres } from './postgres.ts';

/** Returns the data folder of the installation; `npm start` keeps everything there. */
export const dataDir = (): string => resolve(process.env['ASSENT_DATA_DIR'] ?? '.data');

/**
 * Runs a command's work on the installation that the environment names: the database of DATABASE_URL, or that of the
 * data folder. If `npm start` does not run, that database is started meanwhile.
 * @param options.fresh the data folder must not be in use; without a database it gets an empty one
 * @throws {ConfigError} when there is no installation, or no master key
 */
export async function onInstallation<T>(
  work: (config: Config) => Promise<T>,
  options: { fresh?: boolean } = {},
): Promise<T> {
  const dir = dataDir();
  const env = { ...process.env, ASSENT_DATA_DIR: dir, ASSENT_MASTER_KEY: await masterKeyOf(dir) };
  if (process.env['DATABASE_URL']) return work(loadConfig(env));
  const url = await runningPostgres(dir);
  if (options.fresh && url) throw new ConfigError(`Assent runs on ${dir}: stop it first`);
  const there = await isThere(join(dir, 'postgres.ready'));
  if (url) return work(loadConfig({ ...env, DATABASE_URL: url }));
  if (!there && !options.fresh) {
    throw new ConfigError(
      `There is no Assent in ${dir}: set ASSENT_DATA_DIR to its folder, or DATABASE_URL`,
    );
  }
  const release = await claimDataDir(dir);
  try {
    const postgres = await startPostgres(dir, { durable: true });
    try {
      return await work(loadConfig({ ...env, DATABASE_URL: postgres.url }));
    } finally {
      await postgres.stop();
    }
  } finally {
    await release();
  }
}

/** Returns the master key. It is never created here: with a new key no stored value could be decrypted. */
async function masterKeyOf(dir: string): Promise<string> {
  const given = process.env['ASSENT_MASTER_KEY'];
  const key = given ?? (await readFile(join(dir, 'master.key'), 'utf8').catch(() => '')).trim();
  if (!key) {
    throw new ConfigError(
      `No master key: set ASSENT_MASTER_KEY, or put master.key of the installation into ${dir}`,
    );
  }
  return key;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
