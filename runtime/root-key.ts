import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError, type Config } from '#lib/config.ts';
import { roleUrl } from '#lib/db.ts';
import type { Logger } from '#lib/logger.ts';
import { fingerprint, unwrapRoot } from '#lib/root-key.ts';

/** Between two looks for a database that is away, in milliseconds. */
const AGAIN_MS = 1_000;

/** invalid_password, invalid_authorization_specification: the login roles of this key are not there. */
const NO_LOGIN = new Set(['28P01', '28000']);

/**
 * The configuration with the root key, which is in the database, wrapped by the master key. Waits for a database
 * that is away: with a root key that is only supposed, a process would seal what no other can open.
 * @throws ConfigError when the master key opens nothing in this database
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
    if (!root) throw opensNothing(config);
    return root;
  } catch (error) {
    if (error instanceof pg.DatabaseError && NO_LOGIN.has(error.code ?? '')) {
      throw opensNothing(config);
    }
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const opensNothing = ({ masterKey }: Config): ConfigError =>
  new ConfigError(
    `Configuration: ASSENT_MASTER_KEY (${fingerprint(masterKey)}) opens nothing in this database: set the right key. ` +
      `A new key first gets its logins by npm run migrate, with the old one as ASSENT_MASTER_KEY_PREVIOUS (docs/keys.md)`,
  );
