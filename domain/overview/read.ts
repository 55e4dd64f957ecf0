import type { Context, Services } from '../context.ts';
import type { Counts } from './contract.ts';
import { consentStates } from './consents.ts';
import { tallyTotals } from './days.ts';

export type Overview = {
  contacts: number;
  /** By state; a grant past its end counts as expired. */
  consents: Counts;
  verifications_pending: number;
  /** By status, those of campaigns included. */
  messages: Counts;
  campaigns: Counts;
};

/** Returns an organisation's overview in exact numbers, each of which leads to a list. */
export async function getOverview(services: Services, ctx: Context): Promise<Overview> {
  return services.db.withTenant(ctx, async (trx) => {
    const contacts = await tallyTotals(trx, 'contact');
    const { rows } = await trx.raw<{ rows: { kind: string; state: string; count: number }[] }>(
      `select 'verifications' as kind, '' as state, count(*)::int as count from verifications
         where status = 'pending' and expires_at > now()
       union all
       select 'campaigns', status, count(*)::int from campaigns group by status`,
    );
    const of = (kind: string): Counts =>
      Object.fromEntries(rows.filter((row) => row.kind === kind).map((r) => [r.state, r.count]));
    return {
      contacts: contacts[''] ?? 0,
      consents: await consentStates(trx),
      verifications_pending: of('verifications')[''] ?? 0,
      messages: await tallyTotals(trx, 'message'),
      campaigns: of('campaigns'),
    };
  });
}
