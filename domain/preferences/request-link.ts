import { invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { PublicTenant, PublicVisitor } from '../forms/public-forms.ts';
import { maskAddress, normalizeAddress } from '../addresses/address.ts';
import { addressWords } from '../addresses/by-channel.ts';
import type { Services } from '../context.ts';
import { countLinkRequest } from '../forms/limits.ts';
import { postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import { blocksOwner } from '../suppressions/blocked.ts';
import { blindIndex } from '../keyring/keyring.ts';
import type { LinkRequest } from './contract.ts';

/**
 * Sends a person the link to their preferences. It goes to the address, so only its reader gets it; the answer is the
 * same whether or not we know the address, and comes before anything is sent.
 * @throws AppError invalid (address), rate_limited, unavailable
 */
export async function requestPreferencesLink(
  services: Services,
  tenant: PublicTenant,
  { channel, address: given }: LinkRequest,
  visitor: PublicVisitor,
): Promise<{ to: string }> {
  const address = normalizeAddress(channel, given, tenant.country);
  if (address === null) {
    throw invalidField('address', `is not ${addressWords(channel)}`);
  }
  await services.processes.ping();
  const keys = await services.keyring.keys(tenant);
  await services.db.withTenant(tenant, async (trx) => {
    await countLinkRequest(trx, keys, { ip: visitor.ip, channel, address });
    const consent: { id: string } | undefined = await trx('consents as c')
      .where({ 'c.channel': channel, 'c.address_bidx': blindIndex(keys, channel, address) })
      .whereNotNull('c.last_event_id')
      .whereRaw(
        `not exists (select from suppressions s where s.tenant_id = c.tenant_id and s.channel = c.channel
           and s.address_bidx = c.address_bidx and ${blocksOwner('s')})`,
      )
      .orderBy('c.id')
      .first('c.id');
    const { tenantId } = tenant;
    const id = newId();
    // Also for an unknown address, with the id of a consent that does not exist: the response time must not reveal
    // the difference.
    await postStart(trx, tenant, 'preferences-link', workflowId('preferences-link', tenantId, id), {
      tenantId,
      id,
      consentId: consent?.id ?? newId(),
    });
  });
  return { to: maskAddress(channel, address) };
}
