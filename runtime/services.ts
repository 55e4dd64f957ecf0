import { join } from 'node:path';
import type { Services } from '#domain/context.ts';
import { createKeyring } from '#domain/tenancy/keyring.ts';
import type { Config } from '#lib/config.ts';
import { createDatabase } from '#lib/db.ts';
import { createDiskStorage } from '#providers/storage/disk.ts';
import { createTemporal, type Temporal } from '#temporal/client.ts';
import { createProcesses } from '#temporal/processes.ts';

export type Runtime = {
  services: Services;
  temporal: Temporal;
  /** Resolves when files can be written. */
  storagePing: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * What every process of Assent is made of. Connects to nothing yet: a database or a Temporal that is away
 * is an error of the request that needs it, not of the start.
 * @param name the process, for pg_stat_activity
 */
export function createRuntime(config: Config, name: string, maxConnections = 10): Runtime {
  const db = createDatabase({
    url: config.DATABASE_URL,
    masterKey: config.masterKey,
    applicationName: `assent:${name}`,
    max: maxConnections,
  });
  const temporal = createTemporal({
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    masterKey: config.masterKey,
  });
  const files = createDiskStorage(join(config.ASSENT_DATA_DIR, 'files'));
  return {
    services: {
      db,
      keyring: createKeyring(db, config.masterKey),
      processes: createProcesses(temporal),
      files,
      seals: createDiskStorage(config.SEALS_DIR ?? join(config.ASSENT_DATA_DIR, 'seals')),
      publicUrl: config.publicUrl,
    },
    temporal,
    storagePing: files.ping,
    close: async () => {
      await Promise.allSettled([db.close(), temporal.close()]);
    },
  };
}
