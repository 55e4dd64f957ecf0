import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import type { Context } from '../../context.ts';
import { postNews } from '../../process-outbox/post.ts';

type Decided = Pick<Consent, 'address_bidx' | 'channel' | 'purpose_id'>;

/**
 * Tells the messages that wait for these consents that one has changed. Each looks by itself what that means for it.
 * Posted in the transaction of the change: no message misses it.
 */
export async function tellWaiting(
  trx: Trx,
  ctx: Pick<Context, 'tenantId'>,
  consents: readonly Decided[],
): Promise<void> {
  if (!consents.length) return;
  const rows: { workflow_id: string }[] = await trx('messages')
    .whereIn(
      ['address_bidx', 'channel', 'purpose_id'],
      consents.map((one) => [one.address_bidx, one.channel, one.purpose_id]),
    )
    // Campaign messages never wait; saying so lets the index of single messages answer.
    .where({ status: 'awaiting_consent' })
    .whereNull('campaign_id')
    .whereNotNull('workflow_id')
    .distinct('workflow_id');
  const ids = rows.map((row) => row.workflow_id);
  await postNews(trx, ctx, 'message', ids, 'consentChanged', {});
}
