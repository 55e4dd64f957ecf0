import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../context.ts';
import type { RecipientStatus } from './contract.ts';
import { loadCampaign } from './read.ts';
import { standingOf } from './standing.ts';

type Counts = Record<RecipientStatus, number>;
type CountRow = {
  status: RecipientStatus;
  count: number;
  quiet: number;
  capped: number;
  next: Date | null;
};

/** Returns a campaign's progress, counted in the ledger: the states add up to the audience. */
export async function campaignProgress(services: Services, ctx: Context, id: string) {
  return services.db.withTenant(ctx, async (trx) => {
    const row = await loadCampaign(trx, id);
    const { rows } = await trx.raw<{ rows: CountRow[] }>(
      `select status, count(*)::int as count,
         (count(*) filter (where status = 'queued' and held = 'quiet_hours'))::int as quiet,
         (count(*) filter (where status = 'queued' and held = 'frequency_cap'))::int as capped,
         min(not_before) filter (where status = 'queued' and held is not null) as next
       from messages where campaign_id = ? group by status`,
      [id],
    );
    const counts = countsOf(rows);
    const waiting = rows.find((r) => r.status === 'queued');
    const audience = Object.values(counts).reduce((sum, n) => sum + n, 0);
    const finished = audience - counts.queued - counts.sending - counts.excluded;
    const seconds = row.started_at
      ? ((row.finished_at ?? timeOf(trx)).getTime() - row.started_at.getTime()) / 1000
      : 0;
    const { step, waiting_for, until } = await standingOf(trx, row);
    return {
      status: row.status,
      /** A draft has no process. */
      step: row.status === 'draft' ? null : step,
      waiting_for,
      until,
      audience,
      ...counts,
      /** Of those queued: recipients deferred by quiet hours or a cap, and until when the first one waits. */
      held: (waiting?.quiet ?? 0) + (waiting?.capped ?? 0),
      held_for: { quiet_hours: waiting?.quiet ?? 0, frequency_cap: waiting?.capped ?? 0 },
      next_at: waiting?.next ?? null,
      rate_per_sec: row.rate_per_sec,
      /** Messages handed over per second since it began. */
      measured_rate: seconds > 0 ? Math.round((finished / seconds) * 10) / 10 : 0,
      scheduled_at: row.scheduled_at,
      started_at: row.started_at,
      finished_at: row.finished_at,
      failure: row.failure,
      workflow_id: row.workflow_id,
    };
  });
}

/** Fills in 0 for states without recipients. */
const countsOf = (rows: readonly CountRow[]): Counts => ({
  excluded: 0,
  queued: 0,
  sending: 0,
  sent: 0,
  delivered: 0,
  failed: 0,
  bounced: 0,
  complained: 0,
  uncertain: 0,
  canceled: 0,
  ...Object.fromEntries(rows.map(({ status, count }) => [status, count])),
});
