import type { Trx } from '#lib/db.ts';
import { invalidField, notFound } from '#lib/errors.ts';
import { audienceSql } from '../campaigns/audience-sql.ts';
import { loadCampaign } from '../campaigns/read.ts';
import type { CampaignRow } from '../campaigns/view.ts';
import { gateJoin, gateReason } from '../consent/gate.ts';
import { findAddress } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../identity/reveal.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { notBegun, notSent } from './answer.ts';
import { explain, type Why } from './explain.ts';
import { decidedRow } from './subject.ts';

/** Whom it is asked about: a contact, or an address in clear (never in an address line). */
export type Whom = {
  contact_id?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
};

/**
 * Why somebody did, or did not, get a campaign: also somebody who was not in its audience, and somebody we do
 * not know.
 * @throws AppError not_found (campaign, contact), invalid (address), forbidden (reveal)
 */
export async function whyCampaign(
  services: Services,
  ctx: Context,
  campaignId: string,
  whom: Whom,
  reveal: boolean,
): Promise<Why> {
  if (reveal) assertMayReveal(ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const campaign = await loadCampaign(trx, campaignId);
    const contactId = await contactOf(trx, ctx, keys, campaign, whom);
    const row = contactId
      ? await decidedRow(trx, { campaign_id: campaignId, contact_id: contactId })
      : null;
    if (row) return explain(trx, services, ctx, keys, { row, reveal });
    return notPlaced(trx, campaign, contactId);
  });
}

/** @returns null for an address that is nobody's */
async function contactOf(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  campaign: CampaignRow,
  whom: Whom,
): Promise<string | null> {
  if (whom.contact_id !== undefined) {
    const found: unknown = await trx('contacts').where({ id: whom.contact_id }).first('id');
    // An erased contact is gone; what it was sent may still name it.
    const placed: unknown = found ?? (await decidedRow(trx, { campaign_id: campaign.id, contact_id: whom.contact_id })); // prettier-ignore
    if (!placed) throw notFound('Contact');
    return whom.contact_id;
  }
  if (whom.email === undefined && whom.phone === undefined) {
    throw invalidField('contact_id', 'is required: whom is it about?');
  }
  const channel = whom.email === undefined ? 'sms' : 'email';
  const { addressBidx } = await findAddress(trx, keys, ctx, whom, channel);
  const column = channel === 'sms' ? 'phone_bidx' : 'email_bidx';
  const found: { id: string } | undefined = await trx('contacts')
    .where({ [column]: addressBidx })
    .first('id');
  return found?.id ?? null;
}

/** Somebody without a row in the ledger: outside the audience, or before there was one. */
async function notPlaced(trx: Trx, campaign: CampaignRow, contactId: string | null): Promise<Why> {
  const purpose: { key: string; name: string } = await trx('purposes')
    .where({ id: campaign.purpose_id })
    .first('key', 'name');
  const { reason, would } = await reasonNotPlaced(trx, campaign, contactId);
  const at = (campaign.audience_frozen_at ?? new Date()).toISOString();
  const waits = reason === 'not_begun';
  return {
    message_id: null,
    campaign: { id: campaign.id, name: campaign.name, status: campaign.status },
    contact_id: contactId,
    to: null,
    channel: campaign.channel,
    purpose: purpose.key,
    outcome: waits ? 'waiting' : 'not_sent',
    status: null,
    reason,
    rule: waits || reason === 'never_placed' ? 'campaign' : 'audience',
    decided_at: at,
    answer: waits ? notBegun(would) : notSent(reason, at),
    holds: [],
    consent_id: null,
    basis: null,
    request: null,
    verification: null,
    form: null,
    later: [],
    consent: null,
    suppression: { at_decision: null, now: null, now_since: null },
    difference: null,
    delivery: [],
    proofs: [],
    proven: false,
  };
}

type NotPlaced = { reason: string; would: string | null };

async function reasonNotPlaced(
  trx: Trx,
  campaign: CampaignRow,
  contactId: string | null,
): Promise<NotPlaced> {
  const frozen = campaign.audience_frozen_at;
  if (!frozen) {
    if (campaign.status === 'canceled' || campaign.status === 'failed') {
      return { reason: 'never_placed', would: null };
    }
    const would = contactId ? await wouldBe(trx, campaign, contactId) : 'not_in_audience';
    return { reason: 'not_begun', would };
  }
  const contact: { created_at: Date } | undefined = contactId
    ? await trx('contacts').where({ id: contactId }).first('created_at')
    : undefined;
  const late = contact && contact.created_at > frozen;
  return { reason: late ? 'added_later' : 'not_in_audience', would: null };
}

/** What the freeze would say of somebody now; null: they would get it. */
async function wouldBe(trx: Trx, campaign: CampaignRow, contactId: string): Promise<string | null> {
  const people = await audienceSql(trx, campaign);
  const { rows } = await trx.raw<{ rows: { reason: string | null }[] }>(
    `select ${gateReason('a')} as reason from (${people.sql}) a ${gateJoin('a')} where a.contact_id = ?`,
    [...people.bindings, contactId],
  );
  return rows[0] ? rows[0].reason : 'not_in_audience';
}
