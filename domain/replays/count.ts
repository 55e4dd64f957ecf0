import type { Context, Services } from '../context.ts';

/**
 * How many decisions a replay has to make again: everybody in the campaign's ledger. Written down, so that whoever asks
 * how far it is need not count. Safe to repeat.
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
