import type { Services } from '#domain/context.ts';
import { createKeyring } from '#domain/keyring/keyring.ts';
import type { Config } from '#lib/config.ts';
import { deriveKey } from '#lib/crypto.ts';
import { delivering } from '#domain/process-outbox/delivering.ts';
import { createDatabase } from '#lib/db.ts';
import { priceOf } from '#providers/assistant/prices.ts';
import { createDns } from '#providers/dns.ts';
import { createTemporal, type Temporal } from '#temporal/client.ts';
import { createProcesses } from '#temporal/processes.ts';
import { createStorage } from './storage.ts';

export type Runtime = {
  services: Services;
  temporal: Temporal;
  /** Resolves when files and seals can be written. */
  storagePing: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * Builds the services of a process. Connects to nothing yet: when the database or Temporal is away, the request that
 * needs it fails, not the start.
 * @param name the process, for pg_stat_activity
 */
export function createRuntime(config: Config, name: string, maxConnections = 10): Runtime {
  const plain = createDatabase({
    url: config.DATABASE_URL,
    masterKey: config.masterKey,
    applicationName: `assent:${name}`,
    max: maxConnections,
    patienceMs: config.PATIENCE_MS,
  });
  const shared = deriveKey(config.rootKey, 'shared-counters:1');
  const keyring = createKeyring(plain, config.masterKey, shared, config.previousMasterKey);
  const temporal = createTemporal({
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    masterKey: config.rootKey,
  });
  const processes = createProcesses(temporal, config.PATIENCE_MS);
  const db = delivering(plain, processes);
  const { files, seals } = createStorage(config);
  return {
    services: {
      db,
      keyring,
      processes,
      files,
      seals,
      publicUrl: config.publicUrl,
      mail: {
        dns: createDns(config.DNS_SERVERS ?? ''),
        spfInclude: config.SPF_INCLUDE ?? null,
        returnDomain: config.INBOUND_MAIL_DOMAIN ?? null,
      },
      model: config.assistant && {
        name: config.assistant.model,
        host: new URL(config.assistant.baseUrl).host,
        standIn: config.assistant.standIn,
      },
      hasPrice: (model) => priceOf(model) !== undefined,
      production: config.ASSENT_ENV === 'production',
    },
    temporal,
    storagePing: async () => {
      await Promise.all([files.ping(), seals.ping()]);
    },
    close: async () => {
      keyring.close();
      await Promise.allSettled([db.close(), temporal.close()]);
    },
  };
}
