import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { gateJoin, gateReason } from '../consent/gate.ts';
import type { Context, Services } from '../context.ts';
import { holdsOf } from '../message-rules/holds.ts';
import { rulesInForce } from '../message-rules/in-force.ts';

/** A lane: the ordinals (from, to] of one campaign. */
export type Lane = { campaignId: string; lane: number; from: number; to: number };

/** What a text can need of a contact; only that is read and opened. */
export const CONTACT_VALUES = ['name', 'email', 'phone', 'fields'] as const;
export type ContactValue = (typeof CONTACT_VALUES)[number];

/** One recipient that is ours to send now, with what is needed to write to them. */
export type Claimed = {
  id: string;
  ordinal: number;
  attempts: number;
  /** Set when it is sent a second time after an unknown outcome. */
  reason: string | null;
  claim: string;
  consent_id: string;
  address_enc: Buffer;
  /** The text in this person's language, chosen when the audience was frozen. */
  template_version_id: string | null;
  contact_id: string | null;
  name_enc: Buffer | null;
  email_enc: Buffer | null;
  phone_enc: Buffer | null;
  fields_enc: Buffer | null;
  locale: string | null;
};

export type CampaignClaim = {
  /** Names this chunk in the ledger. */
  claim: string;
  /** False when the campaign was paused or canceled: take nothing more. */
  going: boolean;
  ratePerSec: number | null;
  /** The last ordinal looked at; null when the lane has nothing left that is due. */
  reached: number | null;
  rows: Claimed[];
};

/**
 * Takes up to `limit` recipients of a lane, by one statement: rows that are queued and due, their consents
 * locked, the gate asked, those who may still be messaged made ours, the others excluded with the reason.
 * 1. What of an opt-out that was answered? It is seen, and wins. 2. Of one in progress? It holds the
 * consent, so that person is passed over and looked at again in the next round. 3. Of a later one? It waits
 * for us, and is recorded as later. Nothing here waits for a consent, so it deadlocks with nobody.
 * 4. Of quiet hours and caps? Where the tenant has any that touch this campaign, picking and moving are two
 * statements, and in between is decided who is held until when. Otherwise nothing is read for them.
 * @param after the ordinal to go on behind
 */
export async function claimChunk(
  services: Services,
  ctx: Context,
  lane: Lane,
  after: number,
  limit: number,
  { needs = CONTACT_VALUES, ruled }: { needs?: readonly ContactValue[]; ruled: boolean },
): Promise<CampaignClaim> {
  const keys = ruled ? await services.keyring.keys(ctx) : null;
  return services.db.withTenant(ctx, async (trx): Promise<CampaignClaim> => {
    await preferIndexes(trx);
    const claim = newId();
    const about = {
      tenant: ctx.tenantId,
      campaign: lane.campaignId,
      after,
      upto: lane.to,
      limit,
      claim,
      clock: services.clock?.() ?? null,
    };
    let rows: Row[];
    if (keys) {
      const picked = await trx.raw<{ rows: { id: string }[] }>(PICK, about);
      const ids = picked.rows.map((row) => row.id);
      const held = ids.length
        ? await holdsOf(trx, ctx, keys, await rulesInForce(trx, services, ctx), ids)
        : [];
      ({ rows } = await trx.raw<{ rows: Row[] }>(moveSql(needs), {
        ...about,
        ids,
        held: JSON.stringify(held),
      }));
    } else {
      ({ rows } = await trx.raw<{ rows: Row[] }>(claimSql(needs), about));
    }
    const [first] = rows;
    const taken = rows.filter((row) => row.id !== null);
    return {
      claim,
      going: first !== undefined,
      ratePerSec: first?.rate_per_sec ?? null,
      reached: taken.at(-1)?.ordinal ?? null,
      rows: taken
        .filter((row) => row.refusal === null && row.until === null)
        .map((row) => claimed(row, claim)),
    };
  });
}

/** Whether any rule of the tenant touches such a campaign. Asked now and then, not for each chunk. */
export const isRuled = (
  services: Services,
  ctx: Context,
  kind: { channel: 'sms' | 'email'; marketing: boolean },
): Promise<boolean> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rules } = await rulesInForce(trx, services, ctx);
    return rules.touch(kind);
  });

type Row = Omit<Claimed, 'claim'> & {
  refusal: string | null;
  rate_per_sec: number | null;
  /** Held until then. */
  until: Date | null;
};

const claimed = (row: Row, claim: string): Claimed => ({
  id: row.id,
  ordinal: row.ordinal,
  attempts: row.attempts,
  reason: row.reason,
  claim,
  consent_id: row.consent_id,
  address_enc: row.address_enc,
  template_version_id: row.template_version_id,
  contact_id: row.contact_id,
  name_enc: row.name_enc ?? null,
  email_enc: row.email_enc ?? null,
  phone_enc: row.phone_enc ?? null,
  fields_enc: row.fields_enc ?? null,
  locale: row.locale,
});

/**
 * An audience was written a moment ago, so there are no statistics, and the planner would read all of it for
 * each chunk (tried: 350 µs a recipient instead of 20). Everything here goes by an index or a tuple's place.
 */
const preferIndexes = (trx: Trx): Promise<unknown> =>
  trx.raw(
    `select set_config(name, 'off', true) from unnest(array['enable_hashjoin', 'enable_mergejoin',
       'enable_seqscan', 'enable_bitmapscan', 'enable_material', 'enable_memoize']) as name`,
  );

const GOING = `going as (
    select rate_per_sec from campaigns where tenant_id = :tenant and id = :campaign and status = 'sending'
  )`;

const DUE = `m.tenant_id = :tenant and m.campaign_id = :campaign and m.ordinal > :after and m.ordinal <= :upto
      and m.status = 'queued' and (m.not_before is null or m.not_before <= coalesce(:clock::timestamptz, now()))
      and c.id is not null and exists (select from going)
    order by m.ordinal limit :limit for update of m skip locked for share of c skip locked`;

/** Makes ours what `picked` found, or says why not. */
const MOVED = `moved as (
    update messages m set updated_at = now(), reason = coalesce(p.refusal, m.reason), held = null, not_before = null,
      status = case when p.refusal is null then 'sending' else 'excluded' end,
      claim = case when p.refusal is null then :claim::uuid end,
      attempts = m.attempts + (p.refusal is null)::int,
      consent_event_id = case when p.refusal is null then p.granted_event_id else m.consent_event_id end
    from picked p where m.ctid = p.place and m.tenant_id = :tenant and m.id = p.id
      and (p.refusal is not null or p.until is null)
    returning m.id, m.attempts, m.reason, p.ordinal, p.contact_id, p.consent_id, p.address_enc, p.refusal, p.until,
      m.template_version_id
  ), told as (
    insert into message_events (tenant_id, message_id, type, detail)
    select :tenant, id, 'excluded', jsonb_build_object('reason', refusal) from moved where refusal is not null
  )`;

const answerSql = (from: string, needs: readonly ContactValue[]): string => `
  select g.rate_per_sec, t.* from going g left join (
    select v.*, k.locale${needs.map((value) => `, k.${value}_enc`).join('')}
    from (${from}) v left join contacts k on k.tenant_id = :tenant and k.id = v.contact_id
  ) t on true order by t.ordinal`;

const claimSql = (needs: readonly ContactValue[]): string => `
  with ${GOING}, picked as materialized (
    select m.ctid as place, m.id, m.ordinal, m.contact_id, c.id as consent_id, c.address_enc,
      c.granted_event_id, ${gateReason('m')} as refusal, null::timestamptz as until
    from messages m ${gateJoin('m')}
    where ${DUE}
  ), ${MOVED} ${answerSql('select * from moved', needs)}`;

const PICK = `
  with ${GOING} select m.id from messages m ${gateJoin('m')} where ${DUE}`;

/** The gate is asked here, in a statement that sees what the one before it has locked. */
const moveSql = (needs: readonly ContactValue[]): string => `
  with ${GOING}, picked as materialized (
    select m.ctid as place, m.id, m.ordinal, m.contact_id, c.id as consent_id, c.address_enc, c.granted_event_id,
      coalesce(${gateReason('m')}, case when h.until is null then h.why end) as refusal, h.why, h.until, h.zone
    from messages m ${gateJoin('m')}
    left join jsonb_to_recordset(:held::jsonb) as h(id uuid, why text, until timestamptz, zone text) on h.id = m.id
    where m.tenant_id = :tenant and m.id = any(:ids) and m.status = 'queued'
  ), ${MOVED}, waits as (
    update messages m set held = p.why, not_before = p.until, updated_at = now()
    from picked p where m.ctid = p.place and m.tenant_id = :tenant and m.id = p.id
      and p.refusal is null and p.until is not null
    returning m.id, m.attempts, m.reason, p.ordinal, p.contact_id, p.consent_id, p.address_enc, p.refusal, p.until,
      m.template_version_id, m.held, p.zone
  ), waiting as (
    insert into message_events (tenant_id, message_id, type, detail)
    select :tenant, id, 'held', jsonb_strip_nulls(jsonb_build_object('reason', held, 'until', until, 'zone', zone))
    from waits
  ) ${answerSql(
    `select * from moved union all
     select id, attempts, reason, ordinal, contact_id, consent_id, address_enc, refusal, until,
       template_version_id from waits`,
    needs,
  )}`;
