import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';

export const ALERT_KINDS = [
  'money_80', 'money_cap', 'daily_limit', 'prefix_blocked', 'destination_stopped',
] as const; // prettier-ignore
export type AlertKind = (typeof ALERT_KINDS)[number];

/**
 * Says once that somebody should look.
 * @param alert.key what it is about (a day, a block, a destination): the same again is not said again
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
