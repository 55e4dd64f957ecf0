import { personOf, theirs, theirsOf } from '../contacts/person.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import type { Context, Services } from '../context.ts';
import type { Page, PageRequest } from '../paging.ts';
import type { Period } from '../period.contract.ts';
import { momentsOf, within } from '../period.ts';
import type { ReceiptAction, ReceiptState } from './words.contract.ts';
import { pageOfReceipts, receiptEvents, type ReceiptRow } from './rows.ts';
import { inReceiptState } from './traces.ts';

export type ReceiptFilter = PageRequest &
  Period & {
    /** Includes receipts of addresses that the contact had before. */
    contact_id?: string | undefined;
    consent_id?: string | undefined;
    action?: ReceiptAction | undefined;
    state?: ReceiptState | undefined;
    channel?: 'sms' | 'email' | undefined;
    purpose?: string | undefined;
  };

/** Lists receipts, the last recorded first, with masked addresses. @throws AppError invalid (purpose, cursor) */
export async function listReceipts(
  services: Services,
  ctx: Context,
  { contact_id, consent_id, action, state, channel, purpose, limit, cursor, ...period }: ReceiptFilter, // prettier-ignore
): Promise<Page<ReceiptRow>> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = receiptEvents(trx);
    if (contact_id) query.whereRaw(theirs('c'), theirsOf(await personOf(trx, contact_id)));
    if (consent_id) query.where('consent_events.consent_id', consent_id);
    if (action) query.where('consent_events.action', action);
    if (state) inReceiptState(query, state);
    if (channel) query.where('c.channel', channel);
    if (purpose) query.where('c.purpose_id', (await purposeNamed(trx, purpose)).id);
    within(query, 'consent_events.recorded_at', await momentsOf(trx, period));
    return pageOfReceipts(trx, keys, query, { limit, cursor });
  });
}
