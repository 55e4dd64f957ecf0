import type { KeyObject } from 'node:crypto';
import { provisionTenant } from '#domain/organizations/provision.ts';
import { createKeyring } from '#domain/keyring/keyring.ts';
import { createDatabase } from '#lib/db.ts';
import { newId, tenantId } from '#lib/ids.ts';

/**
 * Creates the first organisation. Data that belongs to no organisation goes to the first one. No test uses it, so no
 * test finds data that another test caused.
 */
export async function makeFirstOrganization(url: string, masterKey: KeyObject): Promise<void> {
  const db = createDatabase({ url, masterKey, applicationName: 'assent:first', max: 2 });
  try {
    await provisionTenant(
      { db, keyring: createKeyring(db, masterKey), processes: NO_SCHEDULES },
      { tenantId: tenantId(newId()), name: 'First organisation', slug: 'first' },
    );
  } finally {
    await db.close();
  }
}

const NO_SCHEDULES = { everyDay: async () => undefined };
