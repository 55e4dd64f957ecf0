import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import type { Context } from '../../context.ts';
import { postSignal } from '../../process-outbox/post.ts';

type Decided = Pick<Consent, 'address_bidx' | 'channel' | 'purpose_id'>;

/**
 * Signals the messages that wait for these consents that one has changed. Each message then checks its consent again.
 * The signal is posted in the transaction of the change, so no message misses it.
 */
export async function signalWaiting(
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
    // Campaign messages never wait. This condition lets Postgres use the index of single messages.
    .where({ status: 'awaiting_consent' })
    .whereNull('campaign_id')
    .whereNotNull('workflow_id')
    .distinct('workflow_id');
  const ids = rows.map((row) => row.workflow_id);
  await postSignal(trx, ctx, 'message', ids, 'consentChanged', {});
}
