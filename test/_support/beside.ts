import type { ExecutionContext } from 'ava';
import { systemContext, type Context, type Services } from '#domain/context.ts';
import { createKeyring } from '#domain/keyring/keyring.ts';
import { loadConfig } from '#lib/config.ts';
import { createDatabase } from '#lib/db.ts';
import { tenantId } from '#lib/ids.ts';
import { createDiskStorage } from '#providers/storage/disk.ts';
import { createTemporal } from '#temporal/client.ts';
import { createProcesses } from '#temporal/processes.ts';
import type { Started } from './started.ts';
import { NO_MAIL } from './services.ts';

/** Creates services in another process beside those of `npm start`, for actions that no request can ask for. */
export function beside(t: ExecutionContext, assent: Started): { services: Services; ctx: Context } {
  const { masterKey } = assent;
  const { PATIENCE_MS } = loadConfig();
  const db = createDatabase({
    url: assent.databaseUrl,
    masterKey,
    applicationName: 'test',
    max: 2,
    patienceMs: PATIENCE_MS,
  });
  const temporal = createTemporal({
    address: assent.temporalAddress,
    namespace: 'default',
    masterKey,
  });
  t.teardown(() => db.close());
  t.teardown(() => temporal.close());
  return {
    services: {
      db,
      keyring: createKeyring(db, masterKey),
      processes: createProcesses(temporal, PATIENCE_MS),
      files: createDiskStorage(`${assent.dataDir}/files`),
      seals: createDiskStorage(`${assent.dataDir}/seals`),
      publicUrl: assent.url,
      mail: NO_MAIL,
    },
    ctx: systemContext(tenantId(assent.organizationId), 'test'),
  };
}
