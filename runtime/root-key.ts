import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError, type Config } from '#lib/config.ts';
import { roleUrl } from '#lib/db.ts';
import type { Logger } from '#lib/logger.ts';
import { fingerprint, unwrapRoot } from '#lib/root-key.ts';

/** Pause between two attempts to reach the database, in milliseconds. */
const AGAIN_MS = 1_000;

/** invalid_password, invalid_authorization_specification: the login roles of this key do not exist. */
const NO_LOGIN = new Set(['28P01', '28000']);

/**
 * Adds the root key to the configuration. The root key is in the database, encrypted by the master key. Waits for a
 * database that is away: with a guessed root key, a process would encrypt values that no other process can read.
 * @throws {ConfigError} when the master key decrypts nothing in this database
 */
export async function withRootKey(config: Config, logger?: Logger): Promise<Config> {
  for (let tries = 0; ; tries++) {
    try {
      return { ...config, rootKey: await rootKey(config) };
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      if (tries % 30 === 0) logger?.warn({ err: error }, 'waiting for the database');
      await sleep(AGAIN_MS);
    }
  }
}

async function rootKey(config: Config): Promise<Config['rootKey']> {
  const { masterKey: current, previousMasterKey: previous } = config;
  const client = new pg.Client({
    connectionString: roleUrl(config.DATABASE_URL, current, 'app'),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ wrapped: Buffer }>('select wrapped from platform_keys');
    const [row] = rows;
    const root = row ? unwrapRoot({ current, previous }, row.wrapped) : null;
    if (!root) throw wrongMasterKey(config);
    return root;
  } catch (error) {
    if (error instanceof pg.DatabaseError && NO_LOGIN.has(error.code ?? '')) {
      throw wrongMasterKey(config);
    }
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const wrongMasterKey = ({ masterKey }: Config): ConfigError =>
  new ConfigError(
    `Configuration: ASSENT_MASTER_KEY (${fingerprint(masterKey)}) opens nothing in this database: set the right key. ` +
      `A new key first gets its logins by npm run migrate, with the old one as ASSENT_MASTER_KEY_PREVIOUS (docs/keys.md)`,
  );
