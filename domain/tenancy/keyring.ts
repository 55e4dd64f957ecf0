import type { KeyObject } from 'node:crypto';
import {
  deriveKey,
  hmac,
  open,
  randomKey,
  seal,
  secretKey,
  type VersionedKey,
} from '#lib/crypto.ts';
import type { TenantId } from '#lib/ids.ts';
import type { Database, TenantScope, Trx } from '#lib/db.ts';
import { signingKey } from '#lib/signing.ts';
import { notFound } from '#lib/errors.ts';

const KINDS = ['data', 'index', 'suppression', 'signing', 'seal'] as const;
type Kind = (typeof KINDS)[number];

/** A tenant's keys, unwrapped. Values never leave the process. */
export type TenantKeys = {
  tenantId: TenantId;
  /** Seals personal data; `dataKeys` has every version that can still be read. */
  data: VersionedKey;
  dataKeys: ReadonlyMap<number, VersionedKey>;
  /** HMAC key of blind indexes and search tokens. */
  index: KeyObject;
  /** HMAC key of what is left of an erased person: apart from the index, so that neither leads to the other. */
  suppression: KeyObject;
  /** HMAC key of verification codes and signed public links. */
  signing: KeyObject;
  /** Ed25519 keys that sign the seals over the audit log; the newest signs, all can be checked. */
  seal: VersionedKey;
  sealKeys: ReadonlyMap<number, VersionedKey>;
  /** The platform's, the same for every tenant: names the counters all tenants share (domain/limits). */
  shared: KeyObject;
};

export type Keyring = {
  /** The tenant's keys, cached in memory. @throws AppError not_found for an unknown tenant */
  keys(scope: TenantScope): Promise<TenantKeys>;
  /** Makes the tenant's first keys if it has none; part of provisioning. */
  create(trx: Trx, scope: TenantScope): Promise<void>;
};

const place = (tenantId: string, kind: Kind, version: number): string =>
  `${tenantId}|tenant_keys|${kind}|${version}`;

/**
 * Keys per tenant (envelope encryption): wrapped by the master key in the database, cached unwrapped.
 * @param shared names the counters of all tenants; another key is another set of counters
 */
export function createKeyring(
  db: Database,
  masterKey: KeyObject,
  shared: KeyObject = deriveKey(masterKey, 'shared-counters:1'),
): Keyring {
  const wrapping: VersionedKey = { version: 1, key: deriveKey(masterKey, 'tenant-keys:1') };
  const cache = new Map<string, Promise<TenantKeys>>();

  const load = async (scope: TenantScope): Promise<TenantKeys> => {
    const rows: { kind: Kind; version: number; wrapped: Buffer }[] = await db.withTenant(
      scope,
      (trx) => trx('tenant_keys').select('kind', 'version', 'wrapped').orderBy('version'),
    );
    // A release that brings a kind of key finds tenants without one.
    if (rows.length && KINDS.some((kind) => !rows.some((row) => row.kind === kind))) {
      await db.withTenant(scope, (trx) => create(trx, scope));
      return load(scope);
    }
    const newest = (kind: Kind): VersionedKey => {
      const found = unwrapped.filter((k) => k.kind === kind).at(-1);
      if (!found) throw notFound('Organization');
      return found;
    };
    const unwrapped = rows.map(({ kind, version, wrapped }) => {
      const bytes = open(wrapping, wrapped, place(scope.tenantId, kind, version));
      return { kind, version, key: kind === 'seal' ? signingKey(bytes) : secretKey(bytes) };
    });
    const all = (kind: Kind): Map<number, VersionedKey> =>
      new Map(unwrapped.filter((k) => k.kind === kind).map((k) => [k.version, k]));
    return {
      tenantId: scope.tenantId,
      data: newest('data'),
      dataKeys: all('data'),
      seal: newest('seal'),
      sealKeys: all('seal'),
      index: newest('index').key,
      suppression: newest('suppression').key,
      signing: newest('signing').key,
      shared,
    };
  };

  const create: Keyring['create'] = async (trx, { tenantId }) => {
    const rows = KINDS.map((kind) => ({
      tenant_id: tenantId,
      kind,
      version: 1,
      wrapped: seal(wrapping, randomKey(), place(tenantId, kind, 1)),
    }));
    // One kind by one: a tenant may have some already, in later versions.
    await trx.raw(
      `insert into tenant_keys (tenant_id, kind, version, wrapped)
       select ?::uuid, k.kind, 1, k.wrapped from unnest(?::text[], ?::bytea[]) as k(kind, wrapped)
       where not exists (select from tenant_keys t where t.tenant_id = ?::uuid and t.kind = k.kind)
       on conflict do nothing`,
      [tenantId, rows.map((row) => row.kind), rows.map((row) => row.wrapped), tenantId],
    );
  };

  return {
    keys(scope) {
      const cached = cache.get(scope.tenantId);
      if (cached) return cached;
      const loading = load(scope);
      cache.set(scope.tenantId, loading);
      loading.catch(() => cache.delete(scope.tenantId));
      return loading;
    },
    async create(trx, scope) {
      await create(trx, scope);
      cache.delete(scope.tenantId);
    },
  };
}

/** Blind index for exact look-up: HMAC(tenant index key, kind ‖ normalised value), 32 bytes. */
export const blindIndex = (
  keys: TenantKeys,
  kind: 'email' | 'sms' | 'token',
  value: string,
): Buffer => hmac(keys.index, `${kind}\0${value}`);
