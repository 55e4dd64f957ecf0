import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { audienceSql } from '../campaigns/audience-sql.ts';
import { loadCampaign } from '../campaigns/read.ts';
import type { CampaignRow } from '../campaigns/view.ts';
import { gateJoin, gateReason } from '../consent/gate/gate.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { keptOutAmong } from '../suppressions/erased.ts';
import { countLookUp } from '../limits/look-ups.ts';
import { reasonFor } from '../messaging/rules.ts';
import { isUntold, notBegun, notSent, untold } from './answer.ts';
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
    const { contactId, messageIds, asked } = await rowsInCampaign(trx, ctx, keys, campaign, whom);
    const [first] = messageIds;
    const row = first === undefined ? null : await decidedRow(trx, first);
    if (!row) {
      const erased = asked !== null && (await keptOutAmong(trx, keys, [asked])).size > 0;
      return notPlaced(trx, ctx, campaign, { contactId, erased });
    }
    const others = messageIds.slice(1);
    const why = await explain(trx, services, ctx, keys, { row, others, reveal });
    return { ...why, contact_id: why.contact_id ?? contactId };
  });
}

/** A person without a ledger row; `erased`: the requested address was somebody's who was, or is to be, erased. */
type Absent = { contactId: string | null; erased: boolean };

/** Explains for a person without a ledger row: outside the audience, or before the freeze. */
async function notPlaced(
  trx: Trx,
  ctx: Context,
  campaign: CampaignRow,
  person: Absent,
): Promise<Why> {
  const { contactId } = person;
  const purpose: { key: string; name: string } = await trx('purposes')
    .where({ id: campaign.purpose_id })
    .first('key', 'name');
  const { reason, would } = await reasonNotPlaced(trx, campaign, person);
  const at = (campaign.audience_frozen_at ?? timeOf(trx)).toISOString();
  const waits = reason === 'not_begun';
  const unknown = isUntold(reason);
  return {
    message_id: null,
    campaign: { id: campaign.id, name: campaign.name, status: campaign.status },
    contact_id: contactId,
    to: null,
    earlier_address: false,
    other_message_ids: [],
    channel: campaign.channel,
    purpose: purpose.key,
    outcome: waits ? 'waiting' : unknown ? 'in_doubt' : 'not_sent',
    status: null,
    reason,
    rule: waits || reason === 'never_placed' ? 'campaign' : 'audience',
    decided_at: at,
    answer: waits
      ? notBegun(reasonFor(ctx, would))
      : unknown
        ? untold(reason)
        : notSent(reason, at),
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
  { contactId, erased }: Absent,
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
  if (late) return { reason: 'added_later', would: null };
  // Without a link from the ledger to the person, “not in the audience” would be a guess.
  if (erased) return { reason: 'erased', would: null };
  const kept = await isKept(trx, campaign.id);
  return { reason: kept ? 'not_in_audience' : 'not_kept', would: null };
}

/** Returns whether the ledger still has everybody of a campaign: retention takes out people, or whole rows. */
async function isKept(trx: Trx, campaignId: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { kept: boolean }[] }>(
    `select exists (select from messages where campaign_id = :id and ordinal = 1)
       and not exists (select from messages where campaign_id = :id and address_gone = 'retention') as kept`,
    { id: campaignId },
  );
  return rows[0]?.kept === true;
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
