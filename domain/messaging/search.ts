import type { z } from 'zod';
import { invalidField } from '#lib/errors.ts';
import { addressIn, ledTo, ledToOf, reachedBy } from '../contacts/address-owners.ts';
import type { Context, Services } from '../context.ts';
import { countLookUp } from '../limits/look-ups.ts';
import type { Page } from '../paging.ts';
import type { messageSearch } from './contract.ts';
import { pageOfMessages, withFacts } from './read.ts';
import type { MessageView } from './view.ts';

/**
 * Returns the messages of an address, newest first: all messages of its contact, also to other addresses; for an
 * address without a contact, those of its former contact.
 * @throws AppError invalid (address, cursor), rate_limited
 */
export async function searchMessages(
  services: Services,
  ctx: Context,
  { address, ...request }: z.output<typeof messageSearch>,
): Promise<Page<MessageView>> {
  await countLookUp(services, ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const found = await addressIn(trx, keys, address);
    if (!found) throw invalidField('address', 'is neither an e-mail address nor a phone number');
    const reached = await reachedBy(trx, found.bidx);
    const query = withFacts(trx).whereRaw(ledTo('messages'), ledToOf(reached));
    return pageOfMessages(trx, ctx, keys, query, request);
  });
}
