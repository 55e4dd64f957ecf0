import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';

/** Workflows of messages that wait for this consent to be decided. */
export async function waitingFor(
  trx: Trx,
  consent: Pick<Consent, 'address_bidx' | 'channel' | 'purpose_id'>,
): Promise<string[]> {
  const rows: { workflow_id: string }[] = await trx('messages')
    .where({
      address_bidx: consent.address_bidx,
      channel: consent.channel,
      purpose_id: consent.purpose_id,
      status: 'awaiting_consent',
    })
    // Campaign messages never wait; saying so lets the index of single messages answer.
    .whereNull('campaign_id')
    .whereNotNull('workflow_id')
    .limit(1000)
    .select('workflow_id');
  return rows.map((r) => r.workflow_id);
}
