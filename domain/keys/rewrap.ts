import type { KeyObject } from 'node:crypto';
import type { Database, TenantScope, Trx } from '#lib/db.ts';
import {
  fingerprint,
  unwrapKey,
  unwrapRoot,
  wrapKey,
  wrapRoot,
  type MasterKeys,
} from '#lib/root-key.ts';
import { recordAudit } from '../audit/record.ts';
import { systemContext } from '../context.ts';
import { keyAad } from '../keyring/keyring.ts';

const MINE = 'is distinct from';

/**
 * The root key goes over to the new master key, and with it whatever key is made from now on: who is making one
 * is waited for. Safe to repeat.
 * @returns the root key's fingerprint before, null when it was done before
 * @throws Error when neither key opens it
 */
export const rewrapRoot = (
  db: Database,
  scope: TenantScope,
  keys: MasterKeys,
): Promise<string | null> =>
  db.withRetentionRole(scope, async (trx) => {
    await trx.raw(`select pg_advisory_xact_lock(hashtextextended('assent:master-key', 0))`);
    const row: { wrapped: Buffer; master: string } = await trx('platform_keys').first();
    if (row.master === fingerprint(keys.current)) return null;
    const root = unwrapRoot(keys, row.wrapped);
    if (!root) throw new Error(`the root key is wrapped by ${row.master}, which is neither key`);
    await trx('platform_keys').update({
      wrapped: wrapRoot(keys.current, root),
      master: fingerprint(keys.current),
      changed_at: trx.fn.now(),
    });
    return row.master;
  });

/**
 * One organisation's keys, in one transaction with its audit row. What they encrypt is not touched, and no process
 * that has them in memory notices. Safe to repeat: what is wrapped by the new key is left alone.
 * @returns how many were wrapped anew
 */
export const rewrapTenant = (db: Database, scope: TenantScope, keys: MasterKeys): Promise<number> =>
  db.withRetentionRole(scope, async (trx) => {
    const to = fingerprint(keys.current);
    const rows: { kind: string; version: number; wrapped: Buffer }[] = await trx('tenant_keys')
      .whereRaw(`wrapped is not null and master ${MINE} ?`, [to])
      .orderBy(['kind', 'version'])
      .forUpdate()
      .select('kind', 'version', 'wrapped');
    for (const row of rows) await rewrapOne(trx, scope, keys, row);
    if (rows.length) {
      await recordAudit(trx, systemContext(scope.tenantId, 'rotate-master-key'), {
        action: 'master_key.rotated',
        entityType: 'organization',
        entityId: scope.tenantId,
        detail: { keys: rows.length, master: to },
      });
    }
    return rows.length;
  });

async function rewrapOne(
  trx: Trx,
  { tenantId }: TenantScope,
  keys: MasterKeys,
  { kind, version, wrapped }: { kind: string; version: number; wrapped: Buffer },
): Promise<void> {
  const place = keyAad(tenantId, kind, version);
  await trx('tenant_keys')
    .where({ kind, version })
    .update({
      wrapped: wrapKey(keys.current, unwrapKey(keys, wrapped, place), place),
      master: fingerprint(keys.current),
    });
}

/** How many keys of an organisation are not wrapped by this master key. */
export const keysLeft = (db: Database, scope: TenantScope, master: KeyObject): Promise<number> =>
  db.withTenant(scope, async (trx) => {
    const { rows } = await trx.raw<{ rows: { count: number }[] }>(
      `select count(*)::int as count from tenant_keys where wrapped is not null and master ${MINE} ?`,
      [fingerprint(master)],
    );
    return rows[0]?.count ?? 0;
  });
