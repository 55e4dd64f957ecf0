import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { audienceSql } from '../campaigns/audience-sql.ts';
import { loadCampaign } from '../campaigns/read.ts';
import type { CampaignRow } from '../campaigns/view.ts';
import { gateJoin, gateReason } from '../consent/gate/gate.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { countLookUp } from '../limits/look-ups.ts';
import { notBegun, notSent } from './answer.ts';
import { explain, type Why } from './explain.ts';
import { decidedRow } from './subject.ts';
import { rowsInCampaign, type Whom } from './whom.ts';

/**
 * Explains why a person did, or did not, get a campaign. Covers earlier addresses, people outside its audience, and
 * unknown people.
 * @throws AppError not_found (campaign, contact), invalid (address), forbidden (reveal), rate_limited
 */
export async function whyCampaign(
  services: Services,
  ctx: Context,
  campaignId: string,
  whom: Whom,
  reveal: boolean,
): Promise<Why> {
  if (reveal) assertMayReveal(ctx);
  if (whom.contact_id === undefined) await countLookUp(services, ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const campaign = await loadCampaign(trx, campaignId);
    const { contactId, messageIds } = await rowsInCampaign(trx, ctx, keys, campaign, whom);
    const [first] = messageIds;
    const row = first === undefined ? null : await decidedRow(trx, first);
    if (!row) return notPlaced(trx, campaign, contactId);
    const others = messageIds.slice(1);
    const why = await explain(trx, services, ctx, keys, { row, others, reveal });
    return { ...why, contact_id: why.contact_id ?? contactId };
  });
}

/** Explains for a person without a ledger row: outside the audience, or before the freeze. */
async function notPlaced(trx: Trx, campaign: CampaignRow, contactId: string | null): Promise<Why> {
  const purpose: { key: string; name: string } = await trx('purposes')
    .where({ id: campaign.purpose_id })
    .first('key', 'name');
  const { reason, would } = await reasonNotPlaced(trx, campaign, contactId);
  const at = (campaign.audience_frozen_at ?? timeOf(trx)).toISOString();
  const waits = reason === 'not_begun';
  return {
    message_id: null,
    campaign: { id: campaign.id, name: campaign.name, status: campaign.status },
    contact_id: contactId,
    to: null,
    earlier_address: false,
    other_message_ids: [],
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

/** Returns why the freeze would exclude a person now; null: they would get it. */
async function wouldBe(trx: Trx, campaign: CampaignRow, contactId: string): Promise<string | null> {
  const people = await audienceSql(trx, campaign);
  const { rows } = await trx.raw<{ rows: { reason: string | null }[] }>(
    `select ${gateReason('a')} as reason from (${people.sql}) a ${gateJoin('a')} where a.contact_id = ?`,
    [...people.bindings, contactId],
  );
  return rows[0] ? rows[0].reason : 'not_in_audience';
}
