import { createHash } from 'node:crypto';
import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { archiveRows } from './archive.ts';
import { CHUNK, dueRows } from './due.ts';
import type { RetentionKind } from './kinds.ts';
import type { Taking } from './part.ts';
import { PARTS } from './parts/index.ts';
import { archivePrefix, type RunKindRow, type RunRow } from './run-row.ts';

/** Progress of a kind. */
export type KindProgress = { found: number; removed: number };

/** Returns the unfinished kinds of a run, in order; none for a run that has ended. */
export const kindsLeft = (
  services: Services,
  ctx: Context,
  runId: string,
): Promise<RetentionKind[]> =>
  services.db.withTenant(ctx, (trx) =>
    trx('retention_run_kinds as k')
      .join('retention_runs as r', (on) =>
        on.on('r.tenant_id', 'k.tenant_id').on('r.id', 'k.run_id'),
      )
      .where({ 'k.run_id': runId, 'r.status': 'running' })
      .whereNull('k.finished_at')
      .orderBy('k.position')
      .pluck('k.kind'),
  );

/**
 * Applies one kind of a run, chunk by chunk. After a crash it continues where the last committed chunk ended: rows,
 * counts, hash and position are one transaction. A second process on the same kind waits for the first.
 * @param progress called after each chunk
 */
export async function applyKind(
  services: Services,
  ctx: Context,
  runId: string,
  kind: RetentionKind,
  progress: (howFar?: KindProgress) => void = () => undefined,
): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  for (;;) {
    const howFar = await services.db.withRetentionRole(ctx, (trx) =>
      chunk(trx, services, ctx, keys, runId, kind),
    );
    if (!howFar) return;
    progress(howFar);
  }
}

/** Ends a run whose kinds are all finished. */
export const finishRun = (services: Services, ctx: Context, runId: string): Promise<void> =>
  services.db.withRetentionRole(ctx, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) return;
    const left: unknown = await trx('retention_run_kinds')
      .where({ run_id: runId })
      .whereNull('finished_at')
      .first('kind');
    if (left) throw new Error('kinds of this run are unfinished');
    await finish(trx, ctx, run);
  });

/**
 * Runs a whole run in one call, for the retired workflow `retention`; workflows/retention has the current process.
 */
export async function advanceRun(
  services: Services,
  ctx: Context,
  runId: string,
  progress: (howFar?: KindProgress) => void = () => undefined,
): Promise<{ status: 'completed' }> {
  for (const kind of await kindsLeft(services, ctx, runId)) {
    await applyKind(services, ctx, runId, kind, progress);
  }
  await finishRun(services, ctx, runId);
  return { status: 'completed' };
}

/** Locks a run. @returns the run while it is under way */
async function lockRun(trx: Trx, id: string): Promise<RunRow | undefined> {
  // Others wait for our rows at most as long as a chunk takes; we wait less for theirs.
  await trx.raw(`set local lock_timeout = '5s'`);
  return trx('retention_runs').where({ id, status: 'running' }).forUpdate().first();
}

/** Processes one chunk. @returns the kind's progress; null when it is finished */
async function chunk(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  runId: string,
  name: RetentionKind,
): Promise<KindProgress | null> {
  const run = await lockRun(trx, runId);
  if (!run) return null;
  const kind: RunKindRow | undefined = await trx('retention_run_kinds')
    .where({ run_id: runId, kind: name })
    .whereNull('finished_at')
    .first();
  if (!kind) return null;
  const parts = PARTS[kind.kind];
  const part = parts[kind.part];
  if (!part) {
    await finishKind(trx, ctx, run, kind);
    return null;
  }
  const rows = await dueRows(trx, part, kind, !run.dry_run);
  const gone = rows.filter((row) => !row.held);
  const ids = gone.map((row) => row.id);
  const next = {
    found: kind.found + rows.length,
    removed: kind.removed + gone.length,
    held: kind.held + rows.length - gone.length,
    chunks: kind.chunks + 1,
    archives: kind.archives,
    hash: kind.hash,
  };
  if (gone.length && !run.dry_run) {
    const { action } = kind;
    const taking: Taking = { trx, services, keys, runId, action };
    const lines = gone.map((row) => `${part.name}|${row.id}|${row.print}`);
    if (action === 'archive' && part.archive) {
      const file = `${archivePrefix(ctx.tenantId, kind.kind, runId)}${String(next.chunks).padStart(6, '0')}`;
      lines.push(`archive|${file}|${await archiveRows(taking, part, ids, file)}`);
      next.archives++;
    }
    await part.take(taking, ids);
    next.hash = createHash('sha256')
      .update(kind.hash ?? Buffer.alloc(0))
      .update(lines.join('\n'))
      .digest();
  }
  const last = rows.at(-1);
  const more = last !== undefined && rows.length === (part.most ?? CHUNK);
  await trx('retention_run_kinds')
    .where({ run_id: runId, kind: kind.kind })
    .update({
      ...next,
      ...(more
        ? { after_at: last.at, after_id: last.id }
        : { part: kind.part + 1, after_at: '-infinity', after_id: null }),
    });
  return { found: next.found, removed: next.removed };
}

/** Finishes a kind: writes what was deleted into the audit log, once. */
async function finishKind(trx: Trx, ctx: Context, run: RunRow, kind: RunKindRow): Promise<void> {
  await trx('retention_run_kinds')
    .where({ run_id: run.id, kind: kind.kind })
    .update({ finished_at: trx.raw('clock_timestamp()') });
  if (run.dry_run) return;
  await recordAudit(trx, ctx, {
    action: 'retention.applied',
    entityType: 'retention_run',
    entityId: run.id,
    detail: {
      kind: kind.kind,
      action: kind.action,
      cutoff: kind.cutoff.toISOString(),
      found: kind.found,
      removed: kind.removed,
      held: kind.held,
      archives: kind.archives,
      sha256: kind.hash?.toString('hex') ?? null,
    },
  });
}

async function finish(trx: Trx, ctx: Context, run: RunRow): Promise<void> {
  await trx('retention_runs')
    .where({ id: run.id })
    .update({ status: 'completed', finished_at: trx.raw('clock_timestamp()') });
  await recordAudit(trx, ctx, {
    action: 'retention_run.completed',
    entityType: 'retention_run',
    entityId: run.id,
    detail: { dry_run: run.dry_run },
  });
}
