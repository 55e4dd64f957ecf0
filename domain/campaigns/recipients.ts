import { maskedConsentAddress } from '../consent/consent-address.ts';
import { consentOf } from '../consent/consent-of.ts';
import type { Context, Services } from '../context.ts';
import type { Held } from '../message-rules/contract.ts';
import { page, type PageRequest } from '../paging.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
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
  address_enc: Buffer | null;
  held: Held | null;
  not_before: Date | null;
  created_at: Date;
  sent_at: Date | null;
};

/** The people of a campaign, one row each, with what happened and why. Also those who were left out. */
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
      .select('messages.*', 'c.id as consent_id', 'c.address_enc');
    if (filter.status) query.where('messages.status', filter.status);
    if (filter.held) query.where({ 'messages.held': filter.held, 'messages.status': 'queued' });
    if (filter.reason) query.where('messages.reason', filter.reason);
    return page<Recipient>(query, filter, 'created_at', 'messages');
  });
  return {
    ...found,
    data: found.data.map((row) => ({
      id: row.id,
      contact_id: row.contact_id,
      address: addressOf(keys, row),
      status: row.status,
      reason: row.reason,
      held: row.status === 'queued' ? row.held : null,
      held_until: row.status === 'queued' && row.held ? row.not_before : null,
      error_code: row.error_code,
      consent_id: row.consent_id,
      consent_event_id: row.consent_event_id,
      sent_at: row.sent_at,
    })),
  };
}

function addressOf(keys: TenantKeys, row: Recipient): string | null {
  return row.consent_id ? maskedConsentAddress(keys, { ...row, id: row.consent_id }) : null;
}
