import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';

export const ALERT_KINDS = [
  'money_80', 'money_cap', 'daily_limit', 'prefix_blocked', 'destination_stopped',
] as const; // prettier-ignore
export type AlertKind = (typeof ALERT_KINDS)[number];

/**
 * Raises an alert for somebody to look at, once per key.
 * @param alert.key what the alert is about (a day, a block, a destination); a second alert with the same key is
 *   dropped
 * @returns whether this was the first time
 */
export async function raiseAlert(
  trx: Trx,
  ctx: Context,
  alert: { kind: AlertKind; key: string; detail: Record<string, unknown> },
): Promise<boolean> {
  const made = await trx('verification_alerts')
    .insert({ tenant_id: ctx.tenantId, ...alert, detail: JSON.stringify(alert.detail) })
    .onConflict(['tenant_id', 'kind', 'key'])
    .ignore()
    .returning('id');
  return made.length > 0;
}
