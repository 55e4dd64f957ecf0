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
 * Rewraps the root key with the new master key. From then on all new keys are wrapped with it; the lock waits for
 * transactions that are creating one. Safe to repeat.
 * @returns the fingerprint of the previous master key, null when this was already done
 * @throws Error when neither master key can unwrap it
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
    if (!root)
      throw new Error(
        `the root key is wrapped by ${row.master}, which is neither the current nor the previous master key`,
      );
    await trx('platform_keys').update({
      wrapped: wrapRoot(keys.current, root),
      master: fingerprint(keys.current),
      changed_at: trx.fn.now(),
    });
    return row.master;
  });

/**
 * Rewraps one organisation's keys, in one transaction with the audit row. The encrypted data is not touched, and
 * processes with the keys in memory are not affected. Safe to repeat: keys already wrapped by the new master key are
 * skipped.
 * @returns how many keys were rewrapped
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
  const aad = keyAad(tenantId, kind, version);
  await trx('tenant_keys')
    .where({ kind, version })
    .update({
      wrapped: wrapKey(keys.current, unwrapKey(keys, wrapped, aad), aad),
      master: fingerprint(keys.current),
    });
}

/** Counts the keys of an organisation that are not wrapped by this master key. */
export const keysLeft = (db: Database, scope: TenantScope, master: KeyObject): Promise<number> =>
  db.withTenant(scope, async (trx) => {
    const { rows } = await trx.raw<{ rows: { count: number }[] }>(
      `select count(*)::int as count from tenant_keys where wrapped is not null and master ${MINE} ?`,
      [fingerprint(master)],
    );
    return rows[0]?.count ?? 0;
  });
