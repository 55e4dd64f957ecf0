import type { ExecutionContext } from 'ava';
import { createDatabase, type Database } from '#lib/db.ts';
import { loadConfig } from '#lib/config.ts';
import { newId, tenantId, type TenantId } from '#lib/ids.ts';

/** The shared test database, closed when the test ends. */
export function testDatabase(t: ExecutionContext, max = 5): Database {
  const config = loadConfig();
  const db = createDatabase({
    url: config.DATABASE_URL,
    masterKey: config.masterKey,
    applicationName: 'assent:test',
    max,
    // A busy machine is no reason to fail.
    patienceMs: 60_000,
  });
  t.teardown(() => db.close());
  return db;
}

/** A tenant of this test alone. */
export async function testTenant(db: Database): Promise<TenantId> {
  const id = tenantId(newId());
  await db.withTenant({ tenantId: id }, (trx) =>
    trx.raw(`insert into tenants (tenant_id, slug, name) values (?, ?, 'Test')`, [id, `t-${id}`]),
  );
  return id;
}
