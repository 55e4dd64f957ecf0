import { newId } from '#lib/ids.ts';
import { gateJoin, gateReason } from '../consent/gate.ts';
import type { Context, Services } from '../context.ts';

/** A lane: the ordinals (from, to] of one campaign. */
export type Lane = { campaignId: string; from: number; to: number };

/** One recipient that is ours to send now, with what is needed to write to them. */
export type Claimed = {
  id: string;
  ordinal: number;
  attempts: number;
  claim: string;
  consent_id: string;
  address_enc: Buffer;
  contact_id: string | null;
  name_enc: Buffer | null;
  email_enc: Buffer | null;
  phone_enc: Buffer | null;
  fields_enc: Buffer | null;
  locale: string | null;
};

export type CampaignClaim = {
  /** False when the campaign was paused or canceled: take nothing more. */
  going: boolean;
  ratePerSec: number | null;
  /** The last ordinal looked at; null when the lane has nothing left that is due. */
  reached: number | null;
  rows: Claimed[];
};

/**
 * Takes up to `limit` recipients of a lane, in one transaction:
 * 1. Rows that are queued and due, and their consents, locked: an opt-out in progress is waited for, a
 *    later one waits for us. 2. The gate once more, in a second statement, because only that one sees
 *    what the first waited for: who may still be messaged is ours, the others are excluded with the reason.
 * @param after the ordinal to go on behind
 */
export async function claimChunk(
  services: Services,
  ctx: Context,
  lane: Lane,
  after: number,
  limit: number,
): Promise<CampaignClaim> {
  return services.db.withTenant(ctx, async (trx): Promise<CampaignClaim> => {
    const { rows: locked } = await trx.raw<{
      rows: { id: string; ordinal: number; status: string; rate: number | null }[];
    }>(
      `with picked as (
         select m.id, m.ordinal, m.address_bidx, m.channel, m.purpose_id, k.status, k.rate_per_sec as rate
         from messages m join campaigns k on k.tenant_id = m.tenant_id and k.id = m.campaign_id
         where m.campaign_id = :campaign and m.ordinal > :after and m.ordinal <= :upto and m.status = 'queued'
           and (m.not_before is null or m.not_before <= now()) and k.status = 'sending'
         order by m.ordinal limit :limit for update of m skip locked
       ), held as (
         select c.id from consents c join picked p on c.address_bidx = p.address_bidx and c.channel = p.channel
           and c.purpose_id = p.purpose_id
         order by c.id for share of c
       )
       select p.id, p.ordinal, p.status, p.rate from picked p left join (select count(*) from held) h on true`,
      { campaign: lane.campaignId, after, upto: lane.to, limit },
    );
    if (!locked.length) {
      const now: { status: string; rate_per_sec: number | null } | undefined = await trx(
        'campaigns',
      )
        .where({ id: lane.campaignId })
        .first('status', 'rate_per_sec');
      return {
        going: now?.status === 'sending',
        ratePerSec: now?.rate_per_sec ?? null,
        reached: null,
        rows: [],
      };
    }
    const { rows } = await trx.raw<{ rows: Claimed[] }>(
      `with asked as (
         select m.id, m.contact_id, c.id as consent_id, c.address_enc, c.granted_event_id,
           ${gateReason('m')} as refusal
         from messages m ${gateJoin('m')} where m.id = any(:ids)
       ), moved as (
         update messages m set updated_at = now(),
           status = case when a.refusal is null then 'sending' else 'excluded' end,
           reason = a.refusal,
           claim = case when a.refusal is null then :claim::uuid end,
           attempts = m.attempts + (a.refusal is null)::int,
           consent_event_id = coalesce(case when a.refusal is null then a.granted_event_id end, m.consent_event_id)
         from asked a where m.tenant_id = :tenant and m.id = a.id
         returning m.id, m.ordinal, m.attempts, m.claim, m.status
       ), told as (
         insert into message_events (tenant_id, message_id, type, detail)
         select :tenant, a.id, 'excluded', jsonb_build_object('reason', a.refusal) from asked a
         where a.refusal is not null
       )
       select v.id, v.ordinal, v.attempts, v.claim, a.consent_id, a.address_enc, a.contact_id,
         k.name_enc, k.email_enc, k.phone_enc, k.fields_enc, k.locale
       from moved v join asked a on a.id = v.id
       left join contacts k on k.tenant_id = :tenant and k.id = a.contact_id
       where v.status = 'sending' order by v.ordinal`,
      { ids: locked.map((row) => row.id), claim: newId(), tenant: ctx.tenantId },
    );
    return {
      going: true,
      ratePerSec: locked[0]?.rate ?? null,
      reached: Math.max(...locked.map((row) => row.ordinal)),
      rows,
    };
  });
}
