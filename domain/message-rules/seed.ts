import type { Trx } from '#lib/db.ts';
import { PROVIDED_HOLIDAYS, PROVIDED_RULES } from './provided.ts';

/** Gives a tenant that has no rules yet the provided ones. Safe to repeat, and in parallel. */
export async function seedMessageRules(
  trx: Trx,
  tenantId: string,
  options: { quietHours?: boolean } = {},
): Promise<void> {
  const made: unknown[] = await trx('message_rules')
    .insert({ tenant_id: tenantId, quiet_hours: options.quietHours ?? true })
    .onConflict('tenant_id')
    .ignore()
    .returning('tenant_id');
  if (!made.length) return;
  await trx('quiet_hours').insert(
    PROVIDED_RULES.map(({ hours, ...rule }) => ({
      ...rule,
      tenant_id: tenantId,
      hours: JSON.stringify(hours),
    })),
  );
  await trx('holidays').insert(PROVIDED_HOLIDAYS.map((h) => ({ ...h, tenant_id: tenantId })));
}
