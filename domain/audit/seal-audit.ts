import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { leafOf, sealedEntries, type SealedEntry } from './entry.ts';
import { rootOf } from './merkle.ts';
import { readPublished } from './published.ts';
import { signSeal, type Seal } from './seal.ts';

/** The maximum of rows under one seal: a proof has at most 14 hashes, and the published file stays below a megabyte. */
export const MOST_ENTRIES = 10_000;
/** The maximum of rows that one transaction seals. */
export const MOST_AT_ONCE = 10 * MOST_ENTRIES;

/**
 * A row's id contains its creation time; its transaction ends at most two minutes later (bin/migrate.ts). So the last
 * seal has seen all rows created longer than this before it.
 */
const LATE = "interval '4 minutes'";

/** The database is older than the published seals. Further seals would create a second history. */
export class BehindItsSeals extends Error {
  override readonly name = 'BehindItsSeals';
}

/**
 * Seals the rows written since the last seal, up to `MOST_AT_ONCE`, in the order in which they are read. Writers do
 * not wait for it.
 * @throws BehindItsSeals after an older database was restored (domain/recovery)
 * @returns the number of rows; less than `MOST_AT_ONCE` means that nothing is left to seal now
 */
export async function sealAudit(services: Services, ctx: Context): Promise<number> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    // One run at a time: each seal has exactly one successor.
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `audit-seal:${ctx.tenantId}`,
    ]);
    let last = await lastSeal(trx);
    const {
      rows: [clock],
    } = await trx.raw<{ rows: { now: Date }[] }>('select clock_timestamp() as now');
    if (!clock) throw new Error('a database without a clock');
    let count = 0;
    for (const ids of await unsealed(trx, last)) {
      const number = (last?.number ?? 0) + 1;
      if (await readPublished(services, ctx.tenantId, number)) {
        throw new BehindItsSeals(`seal ${number} was published before, and is not in the database`);
      }
      const entries: SealedEntry[] = await sealedEntries(trx)
        .whereRaw('a.id = any(?::uuid[])', [ids])
        .orderBy('a.seq');
      last = await sealEntries(trx, ctx, { entries, last, sealedAt: clock.now, key: keys.seal });
      count += entries.length;
    }
    return count;
  });
}

type Sealing = {
  entries: readonly SealedEntry[];
  last: Seal | null;
  /** Before the rows were looked for: what was created later may have been missed. */
  sealedAt: Date;
  key: TenantKeys['seal'];
};

async function sealEntries(
  trx: Trx,
  { tenantId }: Context,
  { entries, last, sealedAt, key }: Sealing,
): Promise<Seal> {
  const leaves = entries.map(leafOf);
  const first = last ? last.first_position + last.entries : 1;
  const seal = signSeal(
    {
      tenant_id: tenantId,
      number: (last?.number ?? 0) + 1,
      first_position: first,
      entries: entries.length,
      root: rootOf(leaves).toString('hex'),
      previous: last?.hash ?? null,
      sealed_at: sealedAt.toISOString(),
      key_version: key.version,
    },
    key.key,
  );
  await trx.raw(
    `insert into audit_leaves (tenant_id, position, entry_id, hash)
     select ?::uuid, ? + l.place - 1, l.entry, l.hash
     from unnest(?::uuid[], ?::bytea[]) with ordinality as l(entry, hash, place)`,
    [tenantId, first, entries.map(({ id }) => id), leaves],
  );
  await trx('audit_seals').insert(sealRow(seal));
  return seal;
}

/**
 * Returns the ids of rows without a seal in their order, those of one seal after the other. Looking for them reads all
 * rows of the last minutes, so it is done once for several seals.
 */
async function unsealed(trx: Trx, last: Seal | null): Promise<string[][]> {
  const query = trx('audit_log as a')
    .whereNotExists((q) =>
      q.from('audit_leaves as l').whereRaw('l.tenant_id = a.tenant_id and l.entry_id = a.id'),
    )
    .orderBy('a.seq')
    .limit(MOST_AT_ONCE);
  // A UUID of version 7 begins with its milliseconds: all rows below this bound have been seen.
  if (last) {
    query.whereRaw(
      `a.id >= (lpad(to_hex((extract(epoch from ?::timestamptz - ${LATE}) * 1000)::bigint), 12, '0')
        || '00000000000000000000')::uuid`,
      [last.sealed_at],
    );
  }
  const ids: string[] = await query.pluck('a.id');
  return Array.from({ length: Math.ceil(ids.length / MOST_ENTRIES) }, (_, i) =>
    ids.slice(i * MOST_ENTRIES, (i + 1) * MOST_ENTRIES),
  );
}

export type SealRow = {
  tenant_id: string;
  number: number;
  first_position: number;
  entries: number;
  root: Buffer;
  previous: Buffer | null;
  hash: Buffer;
  signature: Buffer;
  key_version: number;
  sealed_at: Date;
};

/** Converts a stored seal to the form that is signed and published. */
export const sealOf = (row: SealRow): Seal => ({
  tenant_id: row.tenant_id,
  number: row.number,
  first_position: row.first_position,
  entries: row.entries,
  root: row.root.toString('hex'),
  previous: row.previous?.toString('hex') ?? null,
  sealed_at: row.sealed_at.toISOString(),
  key_version: row.key_version,
  hash: row.hash.toString('hex'),
  signature: row.signature.toString('base64url'),
});

/** Converts a seal to its row. */
export const sealRow = (seal: Seal) => ({
  tenant_id: seal.tenant_id,
  number: seal.number,
  first_position: seal.first_position,
  entries: seal.entries,
  root: Buffer.from(seal.root, 'hex'),
  previous: seal.previous === null ? null : Buffer.from(seal.previous, 'hex'),
  hash: Buffer.from(seal.hash, 'hex'),
  signature: Buffer.from(seal.signature, 'base64url'),
  key_version: seal.key_version,
  sealed_at: seal.sealed_at,
});

/** Returns the newest seal; null when there is none. */
export async function lastSeal(trx: Trx): Promise<Seal | null> {
  const row: SealRow | undefined = await trx('audit_seals').orderBy('number', 'desc').first();
  return row ? sealOf(row) : null;
}

/** Returns the seal with this number; null when there is none. */
export async function sealNumbered(trx: Trx, number: number): Promise<Seal | null> {
  const row: SealRow | undefined = await trx('audit_seals').where({ number }).first();
  return row ? sealOf(row) : null;
}

/** Returns the seal that covers a position; null while there is none. */
export async function sealOver(trx: Trx, position: number): Promise<Seal | null> {
  const row: SealRow | undefined = await trx('audit_seals')
    .where('first_position', '<=', position)
    .orderBy('first_position', 'desc')
    .first();
  return row && position < row.first_position + row.entries ? sealOf(row) : null;
}
