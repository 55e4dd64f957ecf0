import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { leafOf, sealedEntries } from '../audit/entry.ts';
import { rootOf } from '../audit/merkle.ts';
import { readPublished, type PublishedSeal } from '../audit/published.ts';
import { recordAudit } from '../audit/record.ts';
import { recordRemoval } from '../audit/removals.ts';
import { lastSeal, sealRow } from '../audit/seal-audit.ts';
import type { Context, Services } from '../context.ts';
import { latestRecovery, publishedSince } from './begin-recovery.ts';
import { JournalError } from './journal.ts';

/**
 * Adds the seals published after the database's last one back to it, and signs that their rows were lost with the
 * replaced database. From then on the log verifies again, with the missing rows counted, and new seals follow the
 * last published one. A row that still exists keeps its position. Only a person decides this, by the restore command;
 * a worker never does.
 * @returns null when nothing is missing
 * @throws JournalError when what is published does not match its signature
 */
export async function sanctionRecovery(
  services: Services,
  ctx: Context,
): Promise<{ seals: number; removed: number } | null> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withRetentionRole(ctx, async (trx) => {
    // The lock of sealing: no seal may be added meanwhile.
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `audit-seal:${ctx.tenantId}`,
    ]);
    const seals = await publishedSince(services, ctx, keys, await lastSeal(trx));
    if (!seals.length) return null;
    const recovery = await latestRecovery(trx);
    const runId = recovery?.id ?? newId();
    const here = await unsealedRows(trx);
    const gone: number[] = [];
    for (const seal of seals) {
      const outside = await readPublished(services, ctx.tenantId, seal.number);
      if (!outside) throw new JournalError(`seal ${seal.number} is no longer published`);
      gone.push(...(await takeBack(trx, outside, here)));
    }
    for (const run of runsOf(gone)) {
      await recordRemoval(trx, keys, {
        tenantId: ctx.tenantId,
        firstPosition: run.first,
        lastPosition: run.last,
        reason: 'restore',
        runId,
      });
    }
    await recordAudit(trx, ctx, {
      action: 'recovery.sanctioned',
      entityType: 'recovery',
      entityId: runId,
      detail: { seals: seals.length, removed: gone.length, last_seal: seals.at(-1)?.number ?? 0 },
    });
    return { seals: seals.length, removed: gone.length };
  });
}

/** Returns rows without a position, by their hash: some may have been sealed in the lost history. */
async function unsealedRows(trx: Trx): Promise<Map<string, string>> {
  const rows = await sealedEntries(trx).whereNotExists((q) =>
    q.from('audit_leaves as l').whereRaw('l.tenant_id = a.tenant_id and l.entry_id = a.id'),
  );
  return new Map(rows.map((row) => [leafOf(row).toString('base64url'), String(row.id)]));
}

/** Adds a published seal with its leaves. @returns the positions whose rows are missing */
async function takeBack(
  trx: Trx,
  { seal, leaves }: PublishedSeal,
  here: ReadonlyMap<string, string>,
): Promise<number[]> {
  const hashes = leaves.map((leaf) => Buffer.from(leaf, 'base64url'));
  if (hashes.length !== seal.entries || rootOf(hashes).toString('hex') !== seal.root) {
    throw new JournalError(`the rows of the published seal ${seal.number} are not those it signs`);
  }
  await trx.raw(
    `insert into audit_leaves (tenant_id, position, entry_id, hash)
     select ?::uuid, ? + l.ordinal - 1, l.entry, l.hash
     from unnest(?::uuid[], ?::bytea[]) with ordinality as l(entry, hash, ordinal)`,
    [seal.tenant_id, seal.first_position, leaves.map((leaf) => here.get(leaf) ?? newId()), hashes],
  );
  await trx('audit_seals').insert(sealRow(seal));
  return leaves.flatMap((leaf, i) => (here.has(leaf) ? [] : [seal.first_position + i]));
}

/** Returns ascending positions as runs without a gap. */
function runsOf(positions: readonly number[]): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const position of positions) {
    const run = runs.at(-1);
    if (run && run.last === position - 1) run.last = position;
    else runs.push({ first: position, last: position });
  }
  return runs;
}
