import { notFound } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { KINDS, type KeyKind } from '../keyring/keyring.ts';
import type { RotatedKind, RotationStatus } from './contract.ts';
import { masterStatus } from './master-status.ts';

export type RotationRow = {
  tenant_id: string;
  id: string;
  kind: RotatedKind;
  status: RotationStatus;
  /** Why it cannot be completed. */
  failure: string | null;
  from_version: number;
  to_version: number;
  active_from: Date;
  settled_from: Date;
  keep_until: Date | null;
  place: RotationProgress | null;
  values_sealed: number;
  workflow_id: string;
  requested_by_type: string;
  requested_by: string | null;
  created_at: Date;
  completed_at: Date | null;
};

/** The progress of a pass over all tables: `after` is the last row key read. `began` in milliseconds. */
export type RotationProgress = {
  table: number;
  after: readonly string[] | null;
  found: number;
  began: number;
};

const rotationView = (row: RotationRow, left: number | null) => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  failure: row.failure,
  from_version: row.from_version,
  to_version: row.to_version,
  active_from: row.active_from,
  keep_until: row.keep_until,
  /** How many values have been re-encrypted so far. */
  values_sealed: row.values_sealed,
  /** How many values were under the old version at the last count. */
  values_left: left,
  requested_by: { type: row.requested_by_type, id: row.requested_by },
  workflow_id: row.workflow_id,
  created_at: row.created_at,
  completed_at: row.completed_at,
});
export type RotationView = ReturnType<typeof rotationView>;

/** Returns one rotation. @throws AppError not_found */
export const getRotation = (services: Services, ctx: Context, id: string): Promise<RotationView> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: RotationRow | undefined = await trx('key_rotations').where({ id }).first();
    if (!row) throw notFound('Key rotation');
    return withLeft(trx, row);
  });

/** Lists rotations, the newest first. @throws AppError invalid (cursor) */
export const listRotations = (
  services: Services,
  ctx: Context,
  filter: PageRequest & { kind?: RotatedKind | undefined },
): Promise<Page<RotationView>> =>
  services.db.withTenant(ctx, async (trx) => {
    const query = trx('key_rotations').select('key_rotations.*');
    if (filter.kind) query.where({ kind: filter.kind });
    const found = await page<RotationRow>(query, filter, 'created_at', 'key_rotations');
    const data: RotationView[] = [];
    for (const row of found.data) data.push(await withLeft(trx, row));
    return { ...found, data };
  });

async function withLeft(trx: Trx, row: RotationRow): Promise<RotationView> {
  if (row.kind !== 'data') return rotationView(row, null);
  const { rows } = await trx.raw<{ rows: { sealed: number }[] }>(
    'select coalesce(sum(sealed), 0)::int as sealed from sealed_counts where version = ?',
    [row.from_version],
  );
  return rotationView(row, rows[0]?.sealed ?? 0);
}

export type KeyState = 'announced' | 'in_use' | 'checks_only' | 'readable' | 'destroyed';

/**
 * Lists the keys of an organisation. The numbers of values come from the last count, during a rotation or once a day;
 * the page itself counts nothing.
 */
export const listKeys = (services: Services, ctx: Context) =>
  services.db.withTenant(ctx, async (trx) => {
    const rows: {
      kind: KeyKind;
      version: number;
      created_at: Date;
      active_from: Date | number;
      retired_at: Date | null;
      destroyed_at: Date | null;
      announced: boolean;
    }[] = await trx('tenant_keys')
      .orderBy('version', 'desc')
      .select(
        'kind', 'version', 'created_at', 'active_from', 'retired_at', 'destroyed_at',
        trx.raw('active_from > now() as announced'),
      ); // prettier-ignore
    const counts: { place: string; version: number; sealed: number; counted_at: Date }[] =
      await trx('sealed_counts').orderBy('place');
    const { rows: persons } = await trx.raw<{ rows: { count: number }[] }>(
      'select count(*)::int as count from person_keys',
    );
    const newest = (kind: KeyKind): number =>
      rows.find((row) => row.kind === kind && !row.announced)?.version ?? 0;
    return {
      keys: KINDS.map((kind) => ({
        kind,
        versions: rows
          .filter((row) => row.kind === kind)
          .map((row) => ({
            version: row.version,
            state: stateOf(kind, row, newest(kind)),
            created_at: row.created_at,
            active_from: row.active_from instanceof Date ? row.active_from : row.created_at,
            retired_at: row.retired_at,
            destroyed_at: row.destroyed_at,
            values:
              kind === 'data'
                ? counts.filter((c) => c.version === row.version).map((c) => ({ place: c.place, sealed: c.sealed })) // prettier-ignore
                : [],
          })),
      })),
      person_keys: persons[0]?.count ?? 0,
      master_key: await masterStatus(trx, services.keyring),
      counted_at: counts[0]?.counted_at ?? null,
    };
  });

function stateOf(
  kind: KeyKind,
  row: { version: number; announced: boolean; destroyed_at: Date | null },
  newest: number,
): KeyState {
  if (row.destroyed_at) return 'destroyed';
  if (row.announced) return 'announced';
  if (row.version === newest) return 'in_use';
  return kind === 'data' ? 'readable' : 'checks_only';
}
