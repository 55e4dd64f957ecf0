import { viewEach } from '../addresses/view-each.ts';
import { consentAddress } from '../consent/consent-address.ts';
import { consentOf } from '../consent/gate/consent-of.ts';
import type { AddressGone } from '../addresses/absent.contract.ts';
import { addressAbsent } from '../addresses/absent.ts';
import { maskAddress } from '../addresses/address.ts';
import { CONTACT_ENC, contactAddress, contactOfMessage } from '../addresses/contact-address.ts';
import type { Context, Services } from '../context.ts';
import type { Held } from '../message-rules/contract.ts';
import { reasonFor, reasonsNamed } from '../messaging/rules.ts';
import { page, type PageRequest } from '../paging.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { RecipientStatus } from './contract.ts';
import { loadCampaign } from './read.ts';

type Recipient = {
  id: string;
  tenant_id: string;
  contact_id: string | null;
  channel: 'sms' | 'email';
  status: RecipientStatus;
  reason: string | null;
  error_code: string | null;
  consent_event_id: string | null;
  consent_id: string | null;
  address_bidx: Buffer | null;
  address_gone: AddressGone | null;
  address_enc: Buffer | null;
  consent_gone: AddressGone | null;
  contact_enc: Buffer | null;
  held: Held | null;
  not_before: Date | null;
  created_at: Date;
  sent_at: Date | null;
};

/** Lists the people of a campaign, one row each, with the outcome and its reason. Includes the excluded. */
export async function campaignRecipients(
  services: Services,
  ctx: Context,
  id: string,
  filter: PageRequest & {
    status?: RecipientStatus | undefined;
    reason?: string | undefined;
    held?: Held | undefined;
  },
) {
  const keys = await services.keyring.keys(ctx);
  const found = await services.db.withTenant(ctx, async (trx) => {
    await loadCampaign(trx, id);
    const query = trx('messages')
      .leftJoin('consents as c', consentOf('messages'))
      .where('messages.campaign_id', id)
      .leftJoin('contacts as h', contactOfMessage)
      .select(
        'messages.*',
        'c.id as consent_id',
        'c.address_enc',
        'c.address_gone as consent_gone',
        trx.raw(CONTACT_ENC),
      );
    if (filter.status) query.where('messages.status', filter.status);
    if (filter.held) query.where({ 'messages.held': filter.held, 'messages.status': 'queued' });
    if (filter.reason) query.whereIn('messages.reason', reasonsNamed(ctx, filter.reason));
    return page<Recipient>(query, filter, 'created_at', 'messages');
  });
  return {
    ...found,
    data: viewEach(keys, found.data, (open, row) =>
      recipientView(ctx, row, maskedAddress(open, row)),
    ),
  };
}

const recipientView = (ctx: Context, row: Recipient, address: string | null) => ({
  id: row.id,
  contact_id: row.contact_id,
  address,
  address_absent: addressAbsent(
    address,
    row.address_gone ?? row.consent_gone,
    row.address_bidx === null && row.reason === 'no_address',
  ),
  status: row.status,
  reason: reasonFor(ctx, row.reason),
  held: row.status === 'queued' ? row.held : null,
  held_until: row.status === 'queued' && row.held ? row.not_before : null,
  error_code: reasonFor(ctx, row.error_code),
  consent_id: row.consent_id,
  consent_event_id: row.consent_event_id,
  sent_at: row.sent_at,
});

function maskedAddress(keys: TenantKeys, row: Recipient): string | null {
  const address = row.consent_id
    ? consentAddress(keys, { ...row, id: row.consent_id })
    : contactAddress(keys, row);
  return address ? maskAddress(row.channel, address) : null;
}
