import type { z } from 'zod';
import { invalidField } from '#lib/errors.ts';
import { addressIn, ledTo, ledToOf, reachedBy } from '../contacts/address-owners.ts';
import type { Context, Services } from '../context.ts';
import { countLookUp } from '../limits/look-ups.ts';
import type { Page } from '../paging.ts';
import type { receiptSearch } from './contract.ts';
import { pageOfReceipts, receiptEvents, type ReceiptRow } from './rows.ts';

/**
 * Returns the receipts found by an address: all receipts of the person, as for messages. @throws AppError invalid
 * (address, cursor), rate_limited
 */
export async function searchReceipts(
  services: Services,
  ctx: Context,
  { address, ...request }: z.output<typeof receiptSearch>,
): Promise<Page<ReceiptRow>> {
  await countLookUp(services, ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const found = await addressIn(trx, keys, address);
    if (!found) throw invalidField('address', 'is neither an e-mail address nor a phone number');
    const query = receiptEvents(trx).whereRaw(
      ledTo('c'),
      ledToOf(await reachedBy(trx, found.bidx)),
    );
    return pageOfReceipts(trx, keys, query, request);
  });
}
