import type { Context, Services } from '../context.ts';

export type Overview = {
  contacts: number;
  /** By state; a grant past its end counts as expired. */
  consents: Record<string, number>;
  verifications_pending: number;
  /** By status, those of campaigns included. */
  messages: Record<string, number>;
  campaigns: Record<string, number>;
};

/** Where an organisation stands, in exact numbers, each of which leads to a list. */
export async function getOverview(services: Services, ctx: Context): Promise<Overview> {
  return services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: { kind: string; state: string; count: number }[] }>(
      `select 'contacts' as kind, '' as state, count(*)::int as count from contacts
       union all
       select 'consents', case when state = 'granted' and expires_at <= now() then 'expired' else state end,
         count(*)::int from consents group by 2
       union all
       select 'verifications', '', count(*)::int from verifications
         where status = 'pending' and expires_at > now()
       union all
       select 'messages', status, count(*)::int from messages group by status
       union all
       select 'campaigns', status, count(*)::int from campaigns group by status`,
    );
    const of = (kind: string): Record<string, number> =>
      Object.fromEntries(rows.filter((row) => row.kind === kind).map((r) => [r.state, r.count]));
    return {
      contacts: of('contacts')[''] ?? 0,
      consents: of('consents'),
      verifications_pending: of('verifications')[''] ?? 0,
      messages: of('messages'),
      campaigns: of('campaigns'),
    };
  });
}
