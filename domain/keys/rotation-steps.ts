import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { ENCRYPTED_TABLES } from '../encryption/encrypted-columns.ts';
import { countEncrypted } from './count.ts';
import type { RotatedKind, RotationStatus } from './contract.ts';
import type { RotationProgress, RotationRow } from './read.ts';
import { reencryptFiles } from './reencrypt-files.ts';
import { reencryptRows } from './reencrypt-rows.ts';

/** The state of a rotation. `waitMs`: until the new version is in use, or until the old signing key expires. */
export type RotationStands = { kind: RotatedKind; status: RotationStatus; waitMs: number };

/** `again`: another pass is needed, after `waitMs`. Otherwise nothing is left under the old version. */
export type Moved = { again: boolean; waitMs: number };

/** The time limit of one call, in milliseconds. A worker that dies loses only its current chunk. */
const BUDGET_MS = 15 * 60_000;

/**
 * Begins the work of a rotation once its new version is in use: values of a data key can now be re-encrypted; the old
 * version of a signing key is kept for its period. The whole state is in the row, so it may be called at any time.
 */
export async function takeUpRotation(
  services: Services,
  ctx: Context,
  id: string,
): Promise<RotationStands> {
  const { row, now } = await find(services, ctx, id);
  const { kind, status } = row;
  if (isOver(row)) return { kind, status, waitMs: 0 };
  // A little later than the exact moment: a process knows the database's clock only to some milliseconds.
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
    await countEncrypted(services, ctx, row.from_version);
  }
  return { kind, status: 'running', waitMs: 0 };
}

/**
 * Re-encrypts the values of a data key with its new version, in passes over every encrypted column of every table and
 * over the files. Each chunk commits together with its end position, so after a crash the next call continues there.
 * A pass that began after the last writer of the old version had ended, and found nothing, proves that nothing is
 * left.
 * @param budgetMs the time after which the rest is left to the next call, in milliseconds
 */
export async function moveValues(
  services: Services,
  ctx: Context,
  id: string,
  progress: (howFar?: { tables: number }) => void = () => undefined,
  budgetMs = BUDGET_MS,
): Promise<Moved> {
  const { row, now } = await find(services, ctx, id);
  if (isOver(row)) return { again: false, waitMs: 0 };
  const keys = await services.keyring.keys(ctx);
  const began = performance.now();
  let position: RotationProgress = row.place ?? { table: 0, after: null, found: 0, began: now };
  for (;;) {
    const table = ENCRYPTED_TABLES[position.table];
    if (!table) break;
    const at: RotationProgress = position;
    position = await services.db.withRetentionRole(ctx, async (trx) => {
      const { last, encrypted } = await reencryptRows(trx, keys, table, row.from_version, at.after);
      const next = last
        ? { ...at, after: last, found: at.found + encrypted }
        : { ...at, table: at.table + 1, after: null, found: at.found + encrypted };
      await keepProgress(trx, row.id, next, encrypted);
      return next;
    });
    progress({ tables: position.table });
    if (performance.now() - began > budgetMs) return { again: true, waitMs: 0 };
  }
  const files = await reencryptFiles(services, ctx, keys, row.from_version, progress);
  const left = await countEncrypted(services, ctx, row.from_version);
  const settled = row.settled_from.getTime();
  const clean = position.found === 0 && files === 0 && left === 0 && position.began >= settled;
  const ended = await services.db.withRetentionRole(ctx, async (trx) => {
    await keepProgress(trx, row.id, null, files);
    return timeOf(trx).getTime();
  });
  return { again: !clean, waitMs: clean ? 0 : Math.max(0, settled - ended) };
}

/**
 * Ends a rotation. The old version of a data or signing key is destroyed. That of a seal key stays, since it verifies
 * its seals.
 */
export async function endRotation(services: Services, ctx: Context, id: string): Promise<void> {
  const { row } = await find(services, ctx, id);
  if (!isOver(row)) await complete(services, ctx, row, row.kind === 'seal' ? 'retire' : 'destroy');
}

/** `waitMs` 0 and not `done`: call again at once. */
export type Advanced = { done: boolean; status: RotationStatus; waitMs: number };

/** Does what is due in one call. Only for the retired workflow `keyRotation`; workflows/keys has the current one. */
export async function advanceRotation(
  services: Services,
  ctx: Context,
  id: string,
  progress: () => void = () => undefined,
): Promise<Advanced> {
  const { kind, status, waitMs } = await takeUpRotation(services, ctx, id);
  if (status === 'completed' || status === 'failed') return { done: true, status, waitMs: 0 };
  if (waitMs > 0) return { done: false, status, waitMs };
  if (kind === 'data') {
    const moved = await moveValues(services, ctx, id, progress, RETIRED_BUDGET_MS);
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

/** Completes a rotation in one transaction. Destroying a version deletes the wrapped key; the row stays. */
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
