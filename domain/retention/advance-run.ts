import { createHash } from 'node:crypto';
import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { archiveRows } from './archive.ts';
import { CHUNK, dueRows } from './due.ts';
import type { Taking } from './part.ts';
import { PARTS } from './parts/index.ts';
import { archivePrefix, type RunKindRow, type RunRow } from './run-row.ts';

/**
 * Works a run off, chunk by chunk. Killed anywhere it goes on where the last committed chunk ended: the rows, the
 * counts, the hash and the place are one transaction. Of two that work at the same run one waits for the other.
 * @param progress called after each chunk
 */
export async function advanceRun(
  services: Services,
  ctx: Context,
  runId: string,
  progress: () => void = () => undefined,
): Promise<{ status: 'completed' }> {
  const keys = await services.keyring.keys(ctx);
  while (await services.db.withKeeper(ctx, (trx) => chunk(trx, services, ctx, keys, runId))) {
    progress();
  }
  return { status: 'completed' };
}

/** @returns whether there is more to do */
async function chunk(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  runId: string,
): Promise<boolean> {
  // Whoever is asked for a row waits behind us at most as long as a chunk takes; we wait less for them.
  await trx.raw(`set local lock_timeout = '5s'`);
  const run: RunRow | undefined = await trx('retention_runs')
    .where({ id: runId })
    .forUpdate()
    .first();
  if (!run || run.status !== 'running') return false;
  const kind: RunKindRow | undefined = await trx('retention_run_kinds')
    .where({ run_id: runId })
    .whereNull('finished_at')
    .orderBy('position')
    .first();
  if (!kind) {
    await finishRun(trx, ctx, run);
    return false;
  }
  const parts = PARTS[kind.kind];
  const part = parts[kind.part];
  if (!part) {
    await finishKind(trx, ctx, run, kind);
    return true;
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
  return true;
}

/** A kind is done: what went stands in the audit log, once. */
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

async function finishRun(trx: Trx, ctx: Context, run: RunRow): Promise<void> {
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
