import type { Trx } from '#lib/db.ts';
import type { AddressGone } from '../addresses/absent.contract.ts';
import { forgetIn } from '../message-ledger/forget.ts';

/**
 * Removes the person from messages: text, address, fallback and personal data in events and reports. The ledger keeps
 * that a message was sent, when, and how it ended. Runs under the retention role.
 * @param by what removes it: the ledger keeps this
 * @returns how many events were emptied and reports deleted
 */
export async function forgetPersonIn(
  trx: Trx,
  messageIds: readonly string[],
  by: AddressGone,
): Promise<{ events: number; reports: number }> {
  const ids = [...messageIds];
  await trx('message_fallbacks').whereIn('message_id', ids).delete();
  await trx('outbox').whereIn('message_id', ids).delete();
  const reports: number = await trx('mail_reports').whereIn('message_id', ids).delete();
  const events: number = await trx('message_events')
    .whereIn('message_id', ids)
    .whereNotNull('detail')
    .update({ detail: null });
  await forgetIn(trx, ids, by);
  return { events, reports };
}
