import { VISITORS, type Visitor } from '../tracking/visitors.contract.ts';
import type { Context, Services } from '../context.ts';
import { campaignProgress } from './progress.ts';

/** Number of messages by visitor. Each counts once: as human if any visit was, else as unknown, else as machine. */
export type ByVisitor = Record<Visitor, number>;

type Counts = Record<`${'opened' | 'clicked'}_${Visitor}`, number> & { unsubscribed: number };

const COUNTS = (['opened', 'clicked'] as const)
  .flatMap((what) =>
    VISITORS.map((by) => `(count(*) filter (where m.${what}_by = '${by}'))::int as ${what}_${by}`),
  )
  .join(', ');

/** Returns the results of a campaign: opens and clicks by people, by machines, and by unknown visitors. */
export async function campaignAnalytics(services: Services, ctx: Context, id: string) {
  const progress = await campaignProgress(services, ctx, id);
  return services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: Counts[] }>(
      `select ${COUNTS}, (select count(distinct e.message_id) from messages u
           join message_events e on e.tenant_id = u.tenant_id and e.message_id = u.id
           where u.campaign_id = :id::uuid and e.type = 'unsubscribed')::int as unsubscribed
       from messages m where m.campaign_id = :id::uuid and (m.opened_by is not null or m.clicked_by is not null)`,
      { id },
    );
    const [found] = rows;
    const of = (what: 'opened' | 'clicked'): ByVisitor => ({
      human: found?.[`${what}_human`] ?? 0,
      machine: found?.[`${what}_machine`] ?? 0,
      unknown: found?.[`${what}_unknown`] ?? 0,
    });
    const [opens, clicks] = [of('opened'), of('clicked')];
    const reached = progress.sent + progress.delivered;
    return {
      audience: progress.audience,
      excluded: progress.excluded,
      sent: reached,
      failed: progress.failed + progress.bounced,
      uncertain: progress.uncertain,
      opened: sumOf(opens),
      opened_by_machines: opens.machine,
      opens,
      clicked: sumOf(clicks),
      clicked_by_machines: clicks.machine,
      clicks,
      unsubscribed: found?.unsubscribed ?? 0,
    };
  });
}

const sumOf = ({ human, machine, unknown }: ByVisitor): number => human + machine + unknown;
