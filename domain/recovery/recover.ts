import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import { systemContext, type Context, type Services } from '../context.ts';
import { allTenants } from '../tenancy/all-tenants.ts';
import { applyJournal, type Applied } from './apply-journal.ts';
import { eraseAgain } from './erase-again.ts';
import { beginRecovery, type Recovery } from './begin-recovery.ts';
import { journalNumbered, type Protection } from './journal.ts';
import { resolveUncertain } from './resolve-uncertain.ts';
import { takeAccessAway } from './take-access-away.ts';

/**
 * Recovers every tenant whose database is older than its published seals: applies the protection of people that the
 * database has lost. Nothing may be sent before it has returned: workers call it before they take any work. After a
 * crash it continues; several may run at once.
 * @returns the tenants that were behind
 * @throws JournalError when a published journal cannot be used
 */
export async function recoverAll(services: Services): Promise<Context[]> {
  const recovered: Context[] = [];
  for (const tenant of await allTenants(services)) {
    const ctx = systemContext(tenant, 'recovery');
    if (await recover(services, ctx)) recovered.push(ctx);
  }
  return recovered;
}

/** Recovers one tenant. @returns whether there was anything to recover */
export async function recover(services: Services, ctx: Context): Promise<boolean> {
  const recovery = await beginRecovery(services, ctx);
  if (!recovery) return false;
  const keys = await services.keyring.keys(ctx);
  // First, because until then nobody is let in.
  if (!recovery.access_at) await takeAccessAway(services, ctx, recovery);
  for (let number = recovery.applied + 1; number <= recovery.last_seal; number++) {
    const journal = await journalNumbered(services, ctx, keys, number);
    const erased = await eraseAgain(services, ctx, journal.erasures);
    await services.db.withTenant(ctx, async (trx) => {
      const row: Recovery & { started_at: Date } = await trx('recoveries')
        .where({ id: recovery.id })
        .forUpdate()
        .first();
      if (row.applied >= number) return;
      const applied = await applyJournal(trx, ctx, keys, journal, row.started_at);
      await trx('recoveries')
        .where({ id: recovery.id })
        .update({ applied: number, ...knownUntil(journal) });
      await tell(ctx, trx, recovery.id, 'applied', { seal: number, ...applied, erasures: erased });
    });
  }
  await finish(services, ctx, recovery.id);
  return true;
}

const knownUntil = ({ handed_over_until }: Protection): { known_until?: string } =>
  handed_over_until === null ? {} : { known_until: handed_over_until };

const finish = (services: Services, ctx: Context, id: string): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: Recovery = await trx('recoveries').where({ id }).forUpdate().first();
    if (row.finished_at) return;
    const resolved = await resolveUncertain(trx, ctx, row.known_until);
    await trx('recoveries').where({ id }).update({ finished_at: trx.fn.now() });
    await tell(ctx, trx, id, 'finished', { last_seal: row.last_seal, ...resolved });
  });

const tell = (
  ctx: Context,
  trx: Trx,
  id: string,
  what: 'applied' | 'finished',
  detail: Partial<Applied> & Record<string, number>,
): Promise<void> =>
  recordAudit(trx, ctx, {
    action: `recovery.${what}`,
    entityType: 'recovery',
    entityId: id,
    detail,
  });
