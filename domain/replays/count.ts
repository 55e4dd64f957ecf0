import type { Context, Services } from '../context.ts';

/**
 * Counts the decisions that a replay has to repeat: all recipients in the campaign's ledger. The number is stored, so
 * that reading the progress needs no count. Safe to repeat.
 */
export const countDecisions = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<{ of: number }> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: { of: number }[] }>(
      `update campaign_replays r set to_decide = (select count(*)::int from messages m
         where m.tenant_id = r.tenant_id and m.campaign_id = r.campaign_id)
       where r.id = ? returning r.to_decide as of`,
      [id],
    );
    return { of: rows[0]?.of ?? 0 };
  });
