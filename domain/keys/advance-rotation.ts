import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { SEALED_TABLES } from '../encryption/sealed-columns.ts';
import { countSealed } from './count.ts';
import type { RotationStatus } from './contract.ts';
import type { RotationPlace, RotationRow } from './read.ts';
import { resealFiles } from './reseal-files.ts';
import { resealRows } from './reseal-rows.ts';

/** `waitMs` 0 and not done: there is more to do now. */
export type Advanced = { done: boolean; status: RotationStatus; waitMs: number };

/** Work of one call: a worker that dies loses the chunk it was in. In milliseconds. */
const BUDGET_MS = 15_000;

/**
 * Does the next part of a rotation and says when to come back. Everything it knows is in the row, and a chunk
 * commits together with the place it ends at: killed anywhere, the next call goes on there.
 * 1. The new version is announced: wait until it is used. 2. Data keys: pass over every sealed column of every
 * table and over the files. 3. A pass that began when the last writer of the old version had ended, and found
 * nothing, is the proof that nothing is left: the old version is destroyed. Signing keys: the old version goes
 * when its time is over. Seal keys: it stays, to prove what it sealed.
 */
export async function advanceRotation(
  services: Services,
  ctx: Context,
  id: string,
  tell: () => void = () => undefined,
): Promise<Advanced> {
  const { row, now } = await services.db.withTenant(ctx, async (trx) => ({
    row: await load(trx, id),
    now: timeOf(trx).getTime(),
  }));
  if (row.status === 'completed' || row.status === 'failed')
    return { done: true, status: row.status, waitMs: 0 };
  // A little later than the moment itself: a process knows the database's clock to some milliseconds.
  const used = row.active_from.getTime() + LAG_MS;
  if (now < used) return { done: false, status: row.status, waitMs: used - now };
  await services.keyring.refresh();
  if (row.kind === 'data') return moveValues(services, ctx, row, now, tell);
  if (row.kind === 'seal') return complete(services, ctx, row, 'retire');
  if (row.status === 'announced') await become(services, ctx, row, 'keeping');
  const until = row.keep_until?.getTime() ?? now;
  return now < until
    ? { done: false, status: 'keeping', waitMs: until - now }
    : complete(services, ctx, row, 'destroy');
}

const LAG_MS = 2_000;

async function load(trx: Trx, id: string): Promise<RotationRow> {
  const row: RotationRow | undefined = await trx('key_rotations').where({ id }).first();
  if (!row) throw new Error('no such rotation');
  return row;
}

async function moveValues(
  services: Services,
  ctx: Context,
  row: RotationRow,
  now: number,
  tell: () => void,
): Promise<Advanced> {
  const keys = await services.keyring.keys(ctx);
  const began = performance.now();
  if (row.status === 'announced') {
    await become(services, ctx, row, 'running');
    await countSealed(services, ctx, row.from_version);
  }
  let place: RotationPlace = row.place ?? { table: 0, after: null, found: 0, began: now };
  for (;;) {
    const table = SEALED_TABLES[place.table];
    if (!table) break;
    const at: RotationPlace = place;
    place = await services.db.withKeeper(ctx, async (trx) => {
      const { last, sealed } = await resealRows(trx, keys, table, row.from_version, at.after);
      const next = last
        ? { ...at, after: last, found: at.found + sealed }
        : { ...at, table: at.table + 1, after: null, found: at.found + sealed };
      await keepPlace(trx, row.id, next, sealed);
      return next;
    });
    tell();
    if (performance.now() - began > BUDGET_MS) return { done: false, status: 'running', waitMs: 0 };
  }
  const files = await resealFiles(services, ctx, keys, row.from_version, tell);
  const left = await countSealed(services, ctx, row.from_version);
  const settled = row.settled_from.getTime();
  const clean = place.found === 0 && files === 0 && left === 0 && place.began >= settled;
  const ended = await services.db.withKeeper(ctx, async (trx) => {
    await keepPlace(trx, row.id, null, files);
    return timeOf(trx).getTime();
  });
  if (clean) return complete(services, ctx, row, 'destroy');
  return { done: false, status: 'running', waitMs: Math.max(0, settled - ended) };
}

const keepPlace = (
  trx: Trx,
  id: string,
  place: RotationPlace | null,
  sealed: number,
): Promise<unknown> =>
  trx('key_rotations')
    .where({ id })
    .update({
      place: place && JSON.stringify(place),
      values_sealed: trx.raw('values_sealed + ?', [sealed]),
      updated_at: trx.fn.now(),
    });

const become = (
  services: Services,
  ctx: Context,
  row: RotationRow,
  status: 'running' | 'keeping',
): Promise<unknown> =>
  services.db.withKeeper(ctx, async (trx) => {
    await trx('key_rotations').where({ id: row.id }).update({ status, updated_at: trx.fn.now() });
    await trx('tenant_keys')
      .where({ kind: row.kind, version: row.from_version })
      .update({ retired_at: row.active_from, changed_at: trx.raw('clock_timestamp()') });
  });

/** The end, in one transaction. Of a destroyed version the row stays, the wrapped key does not. */
async function complete(
  services: Services,
  ctx: Context,
  row: RotationRow,
  old: 'destroy' | 'retire',
): Promise<Advanced> {
  await services.db.withKeeper(ctx, async (trx) => {
    const now = trx.raw('clock_timestamp()');
    const ended: unknown[] = await trx('key_rotations')
      .where({ id: row.id })
      .whereNot({ status: 'completed' })
      .update({ status: 'completed', place: null, updated_at: now, completed_at: now })
      .returning('id');
    if (!ended.length) return;
    await trx('tenant_keys')
      .where({ kind: row.kind, version: row.from_version })
      .update({
        retired_at: trx.raw('coalesce(retired_at, ?)', [row.active_from]),
        changed_at: now,
        ...(old === 'destroy' ? { wrapped: null, destroyed_at: now } : {}),
      });
    await recordAudit(trx, ctx, {
      action: 'key_rotation.completed',
      entityType: 'key_rotation',
      entityId: row.id,
      detail: {
        kind: row.kind,
        from_version: row.from_version,
        to_version: row.to_version,
        old_version: old === 'destroy' ? 'destroyed' : 'retired',
      },
    });
  });
  return { done: true, status: 'completed', waitMs: 0 };
}
