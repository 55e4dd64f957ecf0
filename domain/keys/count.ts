import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { ENCRYPTED_TABLES, type EncryptedTable } from '../encryption/encrypted-columns.ts';
import { countFiles } from './reencrypt-files.ts';
import { versionOf } from './reencrypt-rows.ts';

/** The name under which files are counted; the other names are tables. */
export const FILES = 'files';

/**
 * Counts the values of one table by key version, in one statement that reads the table once. Values under person keys
 * are not counted.
 */
const countTable = (trx: Trx, { table, columns }: EncryptedTable): Promise<Counted[]> =>
  trx
    .raw<{ rows: Counted[] }>(
      `select v.version, count(*)::int as sealed from ${table} t
       cross join lateral (values ${columns.map((c) => `(${versionOf(`t."${c}_enc"`)})`).join(', ')}) as v(version)
       where v.version is not null group by v.version`,
    )
    .then(({ rows }) => rows);

type Counted = { version: number; sealed: number };

/** Counts encrypted values by key version and stores the counts for the page. @returns the number under `version` */
export async function countEncrypted(
  services: Services,
  ctx: Context,
  version: number,
): Promise<number> {
  let left = 0;
  for (const table of ENCRYPTED_TABLES) {
    left += await services.db.withTenant(ctx, async (trx) => {
      const counted = await countTable(trx, table);
      return keep(trx, ctx, table.table, counted, version);
    });
  }
  const files = [...(await countFiles(services, ctx))];
  const counted = files.map(([v, sealed]) => ({ version: v, sealed }));
  left += await services.db.withTenant(ctx, (trx) => keep(trx, ctx, FILES, counted, version));
  return left;
}

async function keep(
  trx: Trx,
  { tenantId }: Context,
  place: string,
  counted: readonly Counted[],
  version: number,
): Promise<number> {
  // The daily count and a rotation's count may run at once: the later one waits, then replaces the earlier result.
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `sealed-counts:${tenantId}:${place}`,
  ]);
  await trx('sealed_counts').where({ place }).delete();
  if (counted.length) {
    await trx('sealed_counts').insert(
      counted.map((one) => ({ tenant_id: tenantId, place, ...one })),
    );
  }
  return counted.find((one) => one.version === version)?.sealed ?? 0;
}
