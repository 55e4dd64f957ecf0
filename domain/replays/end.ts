import { timeOf } from '#lib/transaction-time.ts';
import { conflict, notFound } from '#lib/errors.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { postSignal } from '../process-outbox/post.ts';
import { getReplay, type Replay } from './read.ts';

/**
 * Cancels a replay and signals its process; its results so far stay.
 * @throws AppError not_found; conflict when it has ended
 */
export async function cancelReplay(services: Services, ctx: Context, id: string): Promise<Replay> {
  await services.db.withTenant(ctx, async (trx) => {
    const row: { status: string; campaign_id: string; workflow_id: string } | undefined = await trx(
      'campaign_replays',
    )
      .where({ id })
      .forUpdate()
      .first('status', 'campaign_id', 'workflow_id');
    if (!row) throw notFound('Replay');
    if (row.status !== 'running') throw conflict(`This replay is already ${row.status}`);
    await trx('campaign_replays')
      .where({ id })
      .update({ status: 'canceled', finished_at: timeOf(trx) });
    await recordAudit(trx, ctx, {
      action: 'campaign.replay_canceled',
      entityType: 'campaign',
      entityId: row.campaign_id,
      detail: { replay_id: id },
    });
    await postSignal(trx, ctx, 'campaign-replay', [row.workflow_id], 'canceled', {});
  });
  return getReplay(services, ctx, id);
}

/** Records that a replay could not be finished. Does not change one that has ended. */
export const failReplay = (services: Services, ctx: Context, id: string): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    const [row]: { campaign_id: string }[] = await trx('campaign_replays')
      .where({ id, status: 'running' })
      .update({ status: 'failed', finished_at: timeOf(trx), error: TRIED_IN_VAIN })
      .returning('campaign_id');
    if (!row) return;
    await recordAudit(trx, ctx, {
      action: 'campaign.replay_failed',
      entityType: 'campaign',
      entityId: row.campaign_id,
      detail: { replay_id: id },
    });
  });

const TRIED_IN_VAIN =
  'The database could not answer, however often it was asked. The worker’s log says why; the replay can be started again.';
