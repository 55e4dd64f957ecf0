import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { ENCRYPTED_TABLES } from '../encryption/encrypted-columns.ts';
import { countSealed } from './count.ts';
import type { RotatedKind, RotationStatus } from './contract.ts';
import type { RotationProgress, RotationRow } from './read.ts';
import { reencryptFiles } from './reencrypt-files.ts';
import { reencryptRows } from './reencrypt-rows.ts';

/** How a rotation stands. `waitMs`: until the new version is used, or a signing key's old one has done its time. */
export type RotationStands = { kind: RotatedKind; status: RotationStatus; waitMs: number };

/** `again`: there is more to look through now, or after `waitMs`. Else nothing is left under the old version. */
export type Moved = { again: boolean; waitMs: number };

/** Work of one call: a worker that dies loses the chunk it was in. In milliseconds. */
const BUDGET_MS = 15 * 60_000;

/**
 * Takes a rotation up once its new version is in use: values of data keys are moved from now on, the old version of a
 * signing key is kept for its time. Everything it knows is in the row, so it may be asked at any time.
 */
export async function takeUpRotation(
  services: Services,
  ctx: Context,
  id: string,
): Promise<RotationStands> {
  const { row, now } = await find(services, ctx, id);
  const { kind, status } = row;
  if (isOver(row)) return { kind, status, waitMs: 0 };
  // A little later than the moment itself: a process knows the database's clock to some milliseconds.
  const used = row.active_from.getTime() + LAG_MS;
  if (now < used) return { kind, status, waitMs: used - now };
  await services.keyring.refresh();
  if (kind === 'seal') return { kind, status: 'running', waitMs: 0 };
  if (kind === 'signing') {
    if (status === 'announced') await become(services, ctx, row, 'keeping');
    return {
      kind,
      status: 'keeping',
      waitMs: Math.max((row.keep_until?.getTime() ?? now) - now, 0),
    };
  }
  if (status === 'announced') {
    await become(services, ctx, row, 'running');
    await countSealed(services, ctx, row.from_version);
  }
  return { kind, status: 'running', waitMs: 0 };
}

/**
 * Moves values of a data key to its new version: passes over every encrypted column of every table and over the files. A
 * chunk commits together with the place it ends at: killed anywhere, the next call goes on there. A pass that began
 * when the last writer of the old version had ended, and found nothing, is the proof that nothing is left.
 * @param budgetMs after this long the rest is left to the next call
 */
export async function moveValues(
  services: Services,
  ctx: Context,
  id: string,
  tell: (howFar?: { tables: number }) => void = () => undefined,
  budgetMs = BUDGET_MS,
): Promise<Moved> {
  const { row, now } = await find(services, ctx, id);
  if (isOver(row)) return { again: false, waitMs: 0 };
  const keys = await services.keyring.keys(ctx);
  const began = performance.now();
  let place: RotationProgress = row.place ?? { table: 0, after: null, found: 0, began: now };
  for (;;) {
    const table = ENCRYPTED_TABLES[place.table];
    if (!table) break;
    const at: RotationProgress = place;
    place = await services.db.withRetentionRole(ctx, async (trx) => {
      const { last, sealed } = await reencryptRows(trx, keys, table, row.from_version, at.after);
      const next = last
        ? { ...at, after: last, found: at.found + sealed }
        : { ...at, table: at.table + 1, after: null, found: at.found + sealed };
      await keepProgress(trx, row.id, next, sealed);
      return next;
    });
    tell({ tables: place.table });
    if (performance.now() - began > budgetMs) return { again: true, waitMs: 0 };
  }
  const files = await reencryptFiles(services, ctx, keys, row.from_version, tell);
  const left = await countSealed(services, ctx, row.from_version);
  const settled = row.settled_from.getTime();
  const clean = place.found === 0 && files === 0 && left === 0 && place.began >= settled;
  const ended = await services.db.withRetentionRole(ctx, async (trx) => {
    await keepProgress(trx, row.id, null, files);
    return timeOf(trx).getTime();
  });
  return { again: !clean, waitMs: clean ? 0 : Math.max(0, settled - ended) };
}

/**
 * Ends a rotation: nobody needs the old version any more. Of a data or signing key it is destroyed; a seal key's stays,
 * to prove what it sealed.
 */
export async function endRotation(services: Services, ctx: Context, id: string): Promise<void> {
  const { row } = await find(services, ctx, id);
  if (!isOver(row)) await complete(services, ctx, row, row.kind === 'seal' ? 'retire' : 'destroy');
}

/** `waitMs` 0 and not done: there is more to do now. */
export type Advanced = { done: boolean; status: RotationStatus; waitMs: number };

/** Whatever is due in one call, for the retired workflow `keyRotation`; workflows/keys has the process. */
export async function advanceRotation(
  services: Services,
  ctx: Context,
  id: string,
  tell: () => void = () => undefined,
): Promise<Advanced> {
  const { kind, status, waitMs } = await takeUpRotation(services, ctx, id);
  if (status === 'completed' || status === 'failed') return { done: true, status, waitMs: 0 };
  if (waitMs > 0) return { done: false, status, waitMs };
  if (kind === 'data') {
    const moved = await moveValues(services, ctx, id, tell, RETIRED_BUDGET_MS);
    if (moved.again) return { done: false, status, waitMs: moved.waitMs };
  }
  await endRotation(services, ctx, id);
  return { done: true, status: 'completed', waitMs: 0 };
}
const RETIRED_BUDGET_MS = 15_000;

const isOver = ({ status }: RotationRow): boolean => status === 'completed' || status === 'failed';

const find = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<{ row: RotationRow; now: number }> =>
  services.db.withTenant(ctx, async (trx) => ({
    row: await load(trx, id),
    now: timeOf(trx).getTime(),
  }));

const LAG_MS = 2_000;

async function load(trx: Trx, id: string): Promise<RotationRow> {
  const row: RotationRow | undefined = await trx('key_rotations').where({ id }).first();
  if (!row) throw new Error('no such rotation');
  return row;
}

const keepProgress = (
  trx: Trx,
  id: string,
  place: RotationProgress | null,
  encrypted: number,
): Promise<unknown> =>
  trx('key_rotations')
    .where({ id })
    .update({
      place: place && JSON.stringify(place),
      values_sealed: trx.raw('values_sealed + ?', [encrypted]),
      updated_at: trx.fn.now(),
    });

const become = (
  services: Services,
  ctx: Context,
  row: RotationRow,
  status: 'running' | 'keeping',
): Promise<unknown> =>
  services.db.withRetentionRole(ctx, async (trx) => {
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
): Promise<void> {
  await services.db.withRetentionRole(ctx, async (trx) => {
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
}
