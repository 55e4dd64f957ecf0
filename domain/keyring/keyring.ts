import type { KeyObject } from 'node:crypto';
import {
  deriveKey,
  equalBytes,
  hmac,
  randomKey,
  secretKey,
  type VersionedKey,
} from '#lib/crypto.ts';
import type { Database, TenantScope, Trx } from '#lib/db.ts';
import { toldClock, type ToldClock } from '#lib/elapsed.ts';
import { notFound } from '#lib/errors.ts';
import type { TenantId } from '#lib/ids.ts';
import { everySpelling, phoneKey } from '#lib/phone-spellings.ts';
import { fingerprint, unwrapKey, wrapKey, type MasterKeys } from '#lib/root-key.ts';
import { signingKey } from '#lib/signing.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { watchKeys } from './watch-keys.ts';

export const KINDS = ['data', 'index', 'suppression', 'signing', 'seal'] as const;
export type KeyKind = (typeof KINDS)[number];

/**
 * A tenant's keys, unwrapped. They never leave the process. The properties are always current: code that keeps this
 * object during a rotation encrypts with the version then in use and decrypts every existing version.
 */
export type TenantKeys = {
  readonly tenantId: TenantId;
  /** Encrypts personal data; `dataKeys` has every version that can still be read. */
  readonly data: VersionedKey;
  readonly dataKeys: ReadonlyMap<number, VersionedKey>;
  /** HMAC key of blind indexes and search tokens. */
  readonly index: KeyObject;
  /** HMAC key for the remaining hash of an erased person. Separate from the index, so that the two cannot be linked. */
  readonly suppression: KeyObject;
  /** HMAC key of verification codes and signed public links; compare by `isSignedBy`. */
  readonly signing: KeyObject;
  /** Every version that is still valid, the one in use first. */
  readonly signingKeys: readonly KeyObject[];
  /** Ed25519 keys that sign the seals over the audit log; the newest signs, all can be checked. */
  readonly seal: VersionedKey;
  readonly sealKeys: ReadonlyMap<number, VersionedKey>;
  /**
   * The platform's key, the same for every tenant: HMAC key for the names of the counters that all tenants share
   * (domain/limits).
   */
  readonly shared: KeyObject;
  /** Only for lists (encryption/personal): an unreadable value is noted here instead of throwing. */
  readonly damage?: { found: boolean };
};

export type Keyring = {
  /** The platform's key; see TenantKeys. */
  readonly shared: KeyObject;
  /** Returns the tenant's keys, cached in memory. @throws AppError not_found for an unknown tenant */
  keys(scope: TenantScope): Promise<TenantKeys>;
  /** Creates the tenant's first keys if it has none; part of provisioning. */
  create(trx: Trx, scope: TenantScope): Promise<void>;
  /** Creates the next version of a key, in use from `activeFrom` on. @returns its number */
  addVersion(trx: Trx, scope: TenantScope, kind: KeyKind, activeFrom: Date): Promise<number>;
  /** Fingerprints of the master keys this process has; `previous` while one is being replaced. */
  readonly masters: { current: string; previous: string | null };
  /** Checks now for changed keys, in this process only. */
  refresh(): Promise<void>;
  /** Stops checking. */
  close(): void;
};

/** Returns the additional authenticated data of a wrapped tenant key. */
export const keyAad = (tenantId: string, kind: string, version: number): string =>
  `${tenantId}|tenant_keys|${kind}|${version}`;

type Version = VersionedKey & { kind: KeyKind; activeFrom: number };

/**
 * Creates the keyring: keys per tenant (envelope encryption), wrapped by the master key in the database, cached
 * unwrapped, and checked for changes every few seconds.
 * @param shared HMAC key for the names of shared counters; another key starts another set of counters
 * @param previous the master key before this one, while it is being replaced
 */
export function createKeyring(
  db: Database,
  masterKey: KeyObject,
  shared: KeyObject = deriveKey(masterKey, 'shared-counters:1'),
  previous: KeyObject | null = null,
): Keyring {
  const masters: MasterKeys = { current: masterKey, previous };
  const cache = new Map<string, Promise<TenantKeys>>();
  const replace = new Map<string, (versions: Version[]) => void>();
  const clock = toldClock();

  const load = async (scope: TenantScope): Promise<Version[]> => {
    const rows: {
      kind: KeyKind;
      version: number;
      wrapped: Buffer;
      active_from: Date | number;
    }[] = await db.withTenant(scope, async (trx) => {
      clock.tell(timeOf(trx));
      return trx('tenant_keys')
        .whereNotNull('wrapped')
        .select('kind', 'version', 'wrapped', 'active_from')
        .orderBy('version');
    });
    // After a release that adds a kind of key, existing tenants do not have one yet.
    if (rows.length && KINDS.some((kind) => !rows.some((row) => row.kind === kind))) {
      await db.withTenant(scope, (trx) => create(trx, scope));
      return load(scope);
    }
    if (!rows.length) throw notFound('Organization');
    return rows.map(({ kind, version, wrapped, active_from }) => {
      const bytes = unwrapKey(masters, wrapped, keyAad(scope.tenantId, kind, version));
      const key = kind === 'seal' ? signingKey(bytes) : secretKey(bytes);
      return { kind, version, key, activeFrom: Number(active_from) };
    });
  };

  const create: Keyring['create'] = async (trx, { tenantId }) => {
    const master = await masterInUse(trx, masters);
    const rows = KINDS.map((kind) => ({
      kind,
      wrapped: wrapKey(master, randomKey(), keyAad(tenantId, kind, 1)),
    }));
    // Checked for each kind: a tenant may already have some kinds, in later versions.
    await trx.raw(
      `insert into tenant_keys (tenant_id, kind, version, wrapped, master)
       select ?::uuid, k.kind, 1, k.wrapped, ? from unnest(?::text[], ?::bytea[]) as k(kind, wrapped)
       where not exists (select from tenant_keys t where t.tenant_id = ?::uuid and t.kind = k.kind)
       on conflict do nothing`,
      [
        tenantId,
        fingerprint(master),
        rows.map((row) => row.kind),
        rows.map((row) => row.wrapped),
        tenantId,
      ],
    );
  };

  const enter = (scope: TenantScope): Promise<TenantKeys> => {
    const keys = load(scope).then((versions) => {
      const made = liveKeys(scope.tenantId, versions, shared, clock);
      replace.set(scope.tenantId, made.replace);
      return made.keys;
    });
    cache.set(scope.tenantId, keys);
    keys.catch(() => cache.delete(scope.tenantId));
    return keys;
  };

  const watch = watchKeys(db, clock, async (tenantId) => {
    if (!(await cache.get(tenantId))) return;
    replace.get(tenantId)?.(await load({ tenantId }));
  });

  return {
    shared,
    async keys(scope) {
      await watch.fresh();
      return cache.get(scope.tenantId) ?? enter(scope);
    },
    async create(trx, scope) {
      await create(trx, scope);
      cache.delete(scope.tenantId);
    },
    async addVersion(trx, { tenantId }, kind, activeFrom) {
      const last: { version: number } = await trx('tenant_keys')
        .where({ kind })
        .orderBy('version', 'desc')
        .first('version');
      const version = last.version + 1;
      const master = await masterInUse(trx, masters);
      await trx('tenant_keys').insert({
        tenant_id: tenantId,
        kind,
        version,
        wrapped: wrapKey(master, randomKey(), keyAad(tenantId, kind, version)),
        master: fingerprint(master),
        active_from: activeFrom,
      });
      return version;
    },
    masters: {
      current: fingerprint(masterKey),
      previous: previous && fingerprint(previous),
    },
    refresh: () => watch.look(),
    close: () => watch.close(),
  };
}

/**
 * Returns the master key that wraps new keys: the one that wraps the root key. During a replacement this is the old
 * one, which every process has, until `npm run rotate-master-key` rewraps all keys. That command waits for
 * transactions that have this lock.
 */
async function masterInUse(trx: Trx, { current, previous }: MasterKeys): Promise<KeyObject> {
  await trx.raw(`select pg_advisory_xact_lock_shared(hashtextextended('assent:master-key', 0))`);
  const root: { master: string } | undefined = await trx('platform_keys').first('master');
  return previous && root?.master === fingerprint(previous) ? previous : current;
}

/** Creates one object per tenant and process; its properties are looked up at each access. */
function liveKeys(tenantId: TenantId, first: Version[], shared: KeyObject, clock: ToldClock) {
  let known = index(first);
  const inUse = (kind: KeyKind): Version => {
    const now = clock.now();
    const found = known[kind].findLast((one) => one.activeFrom <= now);
    if (!found) throw notFound('Organization');
    return found;
  };
  const keys: TenantKeys = {
    tenantId,
    get data() {
      return inUse('data');
    },
    get dataKeys() {
      return known.dataKeys;
    },
    get index() {
      return inUse('index').key;
    },
    get suppression() {
      return inUse('suppression').key;
    },
    get signing() {
      return inUse('signing').key;
    },
    get signingKeys() {
      const current = inUse('signing');
      return [current, ...known.signing.filter((one) => one !== current)].map((one) => one.key);
    },
    get seal() {
      return inUse('seal');
    },
    get sealKeys() {
      return known.sealKeys;
    },
    shared,
  };
  return {
    keys,
    replace(versions: Version[]): void {
      known = index(versions);
    },
  };
}

function index(versions: readonly Version[]) {
  const of = (kind: KeyKind): Version[] => versions.filter((one) => one.kind === kind);
  const map = (kind: KeyKind): ReadonlyMap<number, VersionedKey> =>
    new Map(of(kind).map((one) => [one.version, one]));
  return {
    data: of('data'),
    index: of('index'),
    suppression: of('suppression'),
    signing: of('signing'),
    seal: of('seal'),
    dataKeys: map('data'),
    sealKeys: map('seal'),
  };
}

/**
 * Returns whether `made(key)` gives these bytes for a signing key that is still valid, in constant time for each key.
 */
export const isSignedBy = (
  keys: TenantKeys,
  given: Buffer,
  made: (key: KeyObject) => Buffer,
): boolean => keys.signingKeys.map((key) => equalBytes(made(key), given)).includes(true);

/**
 * Returns the blind index for exact look-up: HMAC(tenant index key, kind ‖ normalised value), 32 bytes. All spellings
 * of one phone have the same index.
 */
export const blindIndex = (
  keys: TenantKeys,
  kind: 'email' | 'sms' | 'token',
  value: string,
): Buffer => hmac(keys.index, `${kind}\0${kind === 'sms' ? phoneKey(value) : value}`);

/** Returns the indexes that a phone may have from before all its spellings had one. @param number in any spelling */
export const earlierIndexes = (keys: TenantKeys, number: string): Buffer[] =>
  everySpelling(number).flatMap((one) =>
    one === phoneKey(number) ? [] : hmac(keys.index, `sms\0${one}`),
  );
