import type { Context, Services } from '../context.ts';
import { campaignProgress } from './progress.ts';

/** What came of a campaign. Opens by machines (prefetching mail apps, scanners) are counted apart. */
export async function campaignAnalytics(services: Services, ctx: Context, id: string) {
  const progress = await campaignProgress(services, ctx, id);
  return services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: { type: string; people: number; machines: number }[] }>(
      `select e.type, count(distinct e.message_id)::int as people,
         (count(distinct e.message_id) filter (where e.detail ->> 'by' = 'machine'))::int as machines
       from messages m join message_events e on e.tenant_id = m.tenant_id and e.message_id = m.id
       where m.campaign_id = ? and e.type in ('opened', 'clicked', 'unsubscribed') group by e.type`,
      [id],
    );
    const of = (type: string) => rows.find((row) => row.type === type);
    const reached = progress.sent + progress.delivered;
    return {
      audience: progress.audience,
      excluded: progress.excluded,
      sent: reached,
      failed: progress.failed + progress.bounced,
      uncertain: progress.uncertain,
      opened: of('opened')?.people ?? 0,
      opened_by_machines: of('opened')?.machines ?? 0,
      clicked: of('clicked')?.people ?? 0,
      unsubscribed: of('unsubscribed')?.people ?? 0,
    };
  });
}
