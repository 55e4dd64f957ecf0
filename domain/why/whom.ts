import type { Trx } from '#lib/db.ts';
import { invalidField, notFound } from '#lib/errors.ts';
import type { CampaignRow } from '../campaigns/view.ts';
import { ledTo, ledToOf, reachedBy } from '../contacts/address-owners.ts';
import { personOf, theirs, theirsOf } from '../contacts/person.ts';
import { findAddress } from '../contacts/resolve-contact.ts';
import type { Context } from '../context.ts';
import type { KnownAddress } from '../suppressions/erased.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** The person in question: a contact, or an address in clear (never in a URL). */
export type Whom = {
  contact_id?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
};

/** The person and their rows in a campaign, the requested one first. */
export type InCampaign = {
  contactId: string | null;
  messageIds: string[];
  /** The requested address, in clear; null for a contact. */
  asked: KnownAddress | null;
};

/**
 * Returns a person's rows in a campaign: by the contact, by every address it has or had, and by the requested
 * address. More than one where two contacts of the audience are the same person today.
 * @throws AppError not_found (contact), invalid (address)
 */
export async function rowsInCampaign(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  campaign: CampaignRow,
  whom: Whom,
): Promise<InCampaign> {
  if (whom.contact_id !== undefined) {
    const messageIds = await rowsOfContact(trx, campaign.id, whom.contact_id);
    // An erased contact does not exist; messages to it may still name it.
    if (!messageIds.length && !(await trx('contacts').where({ id: whom.contact_id }).first('id'))) {
      throw notFound('Contact');
    }
    return { contactId: whom.contact_id, messageIds, asked: null };
  }
  if (whom.email === undefined && whom.phone === undefined) {
    throw invalidField('contact_id', 'is required: contact_id or address');
  }
  const channel = whom.email === undefined ? 'sms' : 'email';
  const { addressBidx, address } = await findAddress(trx, keys, ctx, whom, channel);
  const found = await rowsOfAddress(trx, campaign, channel, addressBidx);
  return { ...found, asked: { channel, address } };
}

/** Returns a person's other rows in the campaign of one. */
export async function otherRows(
  trx: Trx,
  row: { id: string; campaign_id: string | null; contact_id: string | null },
): Promise<string[]> {
  if (!row.campaign_id || !row.contact_id) return [];
  const all = await rowsOfContact(trx, row.campaign_id, row.contact_id);
  return all.filter((id) => id !== row.id);
}

/** More rows would add nothing. */
const MOST = 10;
type Row = { id: string; address_bidx: Buffer | null };

/** Returns the rows of a contact, those that name it first. */
async function rowsOfContact(trx: Trx, campaignId: string, contactId: string): Promise<string[]> {
  const rows: Row[] = await trx('messages')
    .where({ campaign_id: campaignId })
    .whereRaw(theirs('messages'), theirsOf(await personOf(trx, contactId)))
    .orderByRaw('contact_id is null, ordinal')
    .limit(MOST)
    .select('id');
  return rows.map(({ id }) => id);
}

/**
 * Returns the rows of an address, those to exactly this address first. Where no known contact leads to one, it scans
 * the whole campaign, which has no index by address: a contact that was excluded for lack of consent and has changed
 * its address since left no other trace.
 */
async function rowsOfAddress(
  trx: Trx,
  campaign: CampaignRow,
  channel: CampaignRow['channel'],
  address: Buffer,
): Promise<Omit<InCampaign, 'asked'>> {
  const reached = await reachedBy(trx, address);
  const led: Row[] = await trx('messages')
    .where({ campaign_id: campaign.id })
    .whereRaw(ledTo('messages'), ledToOf(reached))
    .orderByRaw('(address_bidx = ?) is not true, contact_id is null, ordinal', [address])
    .limit(MOST)
    .select('id', 'address_bidx');
  const exact = channel !== campaign.channel || led[0]?.address_bidx?.equals(address);
  const missed: Row[] = exact
    ? []
    : await trx('messages')
        .where({ campaign_id: campaign.id, address_bidx: address })
        .orderBy('ordinal')
        .limit(MOST)
        .select('id');
  return {
    contactId: reached.person.contactIds[0] ?? null,
    messageIds: [...missed, ...led].map(({ id }) => id),
  };
}
