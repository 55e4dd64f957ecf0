import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { postSignal } from '../process-outbox/post.ts';
import { restoreCanceledSql } from '../message-ledger/stop-sql.ts';
import { RECOVERED, type Protection } from './journal.ts';

/**
 * Applies campaign changes. A campaign that ended stays ended. One that began only after the backup has lost the list
 * of who got it: it is never begun again, since everybody could get it twice.
 */
export async function applyCampaigns(
  trx: Trx,
  ctx: Context,
  campaigns: Protection['campaigns'],
): Promise<number> {
  let changed = 0;
  for (const { id, became } of campaigns) {
    const row:
      { status: string; workflow_id: string | null; audience_frozen_at: Date | null } | undefined =
      await trx('campaigns')
        .where({ id })
        .forUpdate()
        .first('status', 'workflow_id', 'audience_frozen_at');
    if (!row || ['sent', 'failed', 'canceled'].includes(row.status)) continue;
    const frozen = row.audience_frozen_at !== null;
    // It continues as sending: its hand-overs are in the journals.
    if (became === 'started' && frozen) continue;
    const status = frozen ? became : 'canceled';
    await trx('campaigns')
      .where({ id })
      .update({
        status,
        failure: frozen ? null : STARTED_SINCE,
        finished_at: trx.fn.now(),
        updated_at: trx.fn.now(),
        version: trx.raw('version + 1'),
      });
    await trx.raw(`${restoreCanceledSql(RECOVERED)} and m.campaign_id = :campaign`, {
      tenant: ctx.tenantId,
      campaign: id,
    });
    // A process that runs looks at the ledger again, and ends.
    if (row.workflow_id) await postSignal(trx, ctx, 'campaign', [row.workflow_id], 'canceled', {});
    await recordAudit(trx, ctx, {
      action: `campaign.${status}`,
      entityType: 'campaign',
      entityId: id,
      detail: { from: row.status, to: status, recovered: true },
    });
    changed++;
  }
  return changed;
}

const STARTED_SINCE =
  'It began after the backup that was restored, so it is unknown who got it; it does not start again.';
