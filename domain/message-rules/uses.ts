import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import type { Use } from './caps.ts';

/** Anything sent to an address. */
export type Addressed = { channel: 'sms' | 'email'; address_bidx: Buffer };

/** Returns the key of an address in maps of uses. */
export const addressKey = ({ channel, address_bidx }: Addressed): string =>
  `${channel} ${address_bidx.toString('hex')}`;

/**
 * Returns each address once, in one global order, so that two claims for the same addresses queue and never deadlock.
 */
const inOrder = (rows: readonly Addressed[]): Addressed[] =>
  [...new Map(rows.map((row) => [addressKey(row), row]))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);

/**
 * Returns what each address got, by `addressKey`, and locks those counts until the transaction ends.
 * @param counting filters what still counts
 */
export async function lockUses(
  trx: Trx,
  ctx: Context,
  rows: readonly Addressed[],
  counting: (uses: readonly Use[]) => Use[],
): Promise<Map<string, Use[]>> {
  const addresses = inOrder(rows);
  const { rows: locked } = await trx.raw<{ rows: (Addressed & { uses: Use[] })[] }>(
    `insert into frequency_uses (tenant_id, channel, address_bidx)
     select ?::uuid, channel, address_bidx from unnest(?::text[], ?::bytea[]) as w(channel, address_bidx)
     on conflict (tenant_id, channel, address_bidx) do update set channel = excluded.channel
     returning channel, address_bidx, uses`,
    [ctx.tenantId, addresses.map((a) => a.channel), addresses.map((a) => a.address_bidx)],
  );
  return new Map(locked.map((row) => [addressKey(row), counting(row.uses)]));
}

/**
 * Stores what each address got. Call it only under the locks of `lockUses`: the rows exist. An upsert finds each row by
 * its key; a join was planned by what was known of the table, and read all of it for each batch while it grew.
 */
export async function keepUses(
  trx: Trx,
  ctx: Context,
  rows: readonly Addressed[],
  uses: ReadonlyMap<string, Use[]>,
): Promise<void> {
  const addresses = inOrder(rows);
  await trx.raw(
    `insert into frequency_uses (tenant_id, channel, address_bidx, uses)
     select ?::uuid, w.* from unnest(?::text[], ?::bytea[], ?::jsonb[]) as w
     on conflict (tenant_id, channel, address_bidx) do update set uses = excluded.uses`,
    [
      ctx.tenantId,
      addresses.map((a) => a.channel),
      addresses.map((a) => a.address_bidx),
      addresses.map((a) => JSON.stringify(uses.get(addressKey(a)) ?? [])),
    ],
  );
}
