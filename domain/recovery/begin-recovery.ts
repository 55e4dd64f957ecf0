import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import { readPublished } from '../audit/published.ts';
import { isSigned, type Seal } from '../audit/seal.ts';
import { lastSeal } from '../audit/seal-audit.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { JournalError } from './journal.ts';

/** One recovery: the database is in an earlier state. */
export type Recovery = {
  id: string;
  reason: 'restored' | 'behind';
  known_seal: number;
  last_seal: number;
  applied: number;
  known_until: Date | null;
  /** When access was taken away again; null: nobody is let in yet. */
  access_at: Date | null;
  finished_at: Date | null;
  resumed_at: Date | null;
};

/** Returns the seals published after the last one that the database knows, in order, each checked. */
export async function publishedSince(
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  known: Seal | null,
): Promise<Seal[]> {
  const found: Seal[] = [];
  for (let before = known; ; before = found.at(-1) ?? null) {
    const number = (before?.number ?? 0) + 1;
    const outside = await readPublished(services, ctx.tenantId, number);
    if (!outside) return found;
    const { seal } = outside;
    const signer = keys.sealKeys.get(seal.key_version);
    if (!signer || !isSigned(seal, signer.key) || seal.number !== number) {
      throw new JournalError(
        `the published seal ${number} of ${ctx.tenantId} was not signed by a key of this database (docs/backup.md: seal keys)`,
      );
    }
    if (seal.previous !== (before?.hash ?? null)) {
      throw new JournalError(
        `the published seal ${number} of ${ctx.tenantId} follows another seal than the one in the database`,
      );
    }
    found.push(seal);
  }
}

/**
 * Checks whether the database is older than the published seals, and records what has to be applied again. Safe to
 * repeat; workers do it at each start.
 * @param restored true: it certainly is (npm run restore)
 * @returns the unfinished recovery; null when there is none
 */
export async function beginRecovery(
  services: Services,
  ctx: Context,
  { restored = false }: { restored?: boolean } = {},
): Promise<Recovery | null> {
  const keys = await services.keyring.keys(ctx);
  const known = await services.db.withTenant(ctx, lastSeal);
  const after = await publishedSince(services, ctx, keys, known);
  return services.db.withTenant(ctx, async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `recovery:${ctx.tenantId}`,
    ]);
    const latest = await latestRecovery(trx);
    // Other processes go on sealing: seals made since the check are not missing.
    const now = await lastSeal(trx);
    const first = known?.number ?? 0;
    const last = after.at(-1)?.number ?? first;
    const missing = last > (now?.number ?? 0);
    if (latest && !latest.finished_at && latest.last_seal >= last) return latest;
    const dealtWith = latest !== null && latest.last_seal >= last && !restored;
    if (!restored && (!missing || dealtWith)) return null;
    if (latest && !latest.finished_at) {
      // Seals found since it began.
      const more = { last_seal: last, access_at: null };
      await trx('recoveries').where({ id: latest.id }).update(more);
      return { ...latest, ...more };
    }
    const [begun]: Recovery[] = await trx('recoveries')
      .insert({
        tenant_id: ctx.tenantId,
        reason: restored ? 'restored' : 'behind',
        known_seal: first,
        last_seal: last,
        applied: first,
      })
      .returning('*');
    if (!begun) throw new Error('a recovery could not be begun');
    await recordAudit(trx, ctx, {
      action: 'recovery.begun',
      entityType: 'recovery',
      entityId: begun.id,
      detail: { reason: begun.reason, known_seal: first, last_seal: last },
    });
    return begun;
  });
}

/** Returns the newest recovery; null when there was none. */
export async function latestRecovery(trx: Trx): Promise<Recovery | null> {
  const row: Recovery | undefined = await trx('recoveries').orderBy('id', 'desc').first();
  return row ?? null;
}
