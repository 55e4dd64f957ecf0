import type { Context, Services } from '../context.ts';
import { withdrawAll } from '../privacy/erasure/withdraw-all.ts';
import { workflowId } from '../processes.ts';
import type { Protection } from './journal.ts';

/**
 * Begins erasures that the database has lost again, under their own id: at once the part that keeps anything from
 * being sent to the person, the rest by the usual process, which `startOpenProcesses` starts. The addresses are known
 * by keyed hashes only. Idempotent.
 * @returns how many there are
 */
export async function eraseAgain(
  services: Services,
  ctx: Context,
  erasures: Protection['erasures'],
): Promise<number> {
  const { tenantId } = ctx;
  for (const { id, contact_id, addresses } of erasures) {
    await services.db.withTenant(ctx, (trx) =>
      trx('privacy_erasures')
        .insert({
          tenant_id: tenantId,
          id,
          contact_id,
          addresses: JSON.stringify(addresses),
          asked_by_type: 'system',
          workflow_id: workflowId('privacy-erasure', tenantId, id),
        })
        .onConflict()
        .ignore(),
    );
    const subject = { contactId: contact_id, addresses };
    await withdrawAll({ services, ctx, subject, erasureId: id, means: {} });
  }
  return erasures.length;
}
