import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { prepared } from '#lib/prepared.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Context } from '../context.ts';
import { deferralsOf } from '../message-rules/deferrals.ts';
import { rulesInForce } from '../message-rules/in-force.ts';
import { isResting } from '../senders/sender-rests.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { CONTACT_VALUES, PICK, claimPickedSql, pickAndClaimSql, type Needed } from './claim-sql.ts';

/** A lane: the ordinals (from, to] of one campaign. */
export type Lane = { campaignId: string; lane: number; from: number; to: number };

export type Kind = { channel: 'sms' | 'email'; marketing: boolean };

/** The next batch that a lane asks for. */
export type BatchRequest = {
  lane: Lane;
  /** The activity that has the lane. */
  owner: string;
  /** The ordinal to continue after. */
  after: number;
  limit: number;
  /** What the text depends on. @default all values of the contact */
  needs?: readonly Needed[];
};

/** One claimed recipient, with what is needed to write the message. */
export type Claimed = {
  id: string;
  ordinal: number;
  attempts: number;
  /** Set when it is sent again after an unknown outcome. */
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
  /** Of the consent it rests on, where the purpose had several; null: the one of the campaign. */
  purpose_version: number | null;
};

export type ClaimedBatch = {
  /** False: another process has taken over the lane, and nothing may be handed over. */
  mine: boolean;
  /** False when the campaign was paused or canceled, or its sender rests: nothing was claimed. */
  going: boolean;
  ratePerSec: number | null;
  /** The last ordinal checked; null when nothing in the lane is due any more. */
  reached: number | null;
  rows: Claimed[];
  /**
   * Begin of the hand-over by the database's clock, with the consents locked: an opt-out is recorded before or after
   * it.
   */
  at: Date | null;
  /** Milliseconds until the first of their windows closes; null: none does. */
  leftMs: number | null;
};

/**
 * Claims the next batch of a lane, which is handed over at once, and records that the lane hands it over. One
 * statement locks the due rows and their consents, asks the gate, claims those who may be messaged and excludes the
 * others with the reason.
 * 1. An opt-out that was already answered is seen, and wins.
 * 2. An opt-out in progress locks the consent, so that person is skipped and checked again in the next round.
 * 3. A later opt-out waits for us and is recorded as later. The claim never waits for a consent, so it cannot
 *    deadlock.
 * 4. Where quiet hours or caps of the tenant apply to this campaign, picking and claiming are two statements, and
 *    deferrals are decided in between. Otherwise nothing is read for them.
 */
export async function claimBatch(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  kind: Kind,
  { lane, owner, after, limit, needs = CONTACT_VALUES }: BatchRequest,
): Promise<ClaimedBatch> {
  const claim = newId();
  const begun = await beginLane(trx, ctx, lane, owner, claim);
  const nothing = { reached: null, rows: [], at: null, leftMs: null };
  if (!begun) return { mine: false, going: false, ratePerSec: null, ...nothing };
  const { going, rate_per_sec: ratePerSec } = begun;
  if (!going) return { mine: true, going, ratePerSec, ...nothing };
  const inForce = await rulesInForce(trx, ctx);
  const asked = { tenant: ctx.tenantId, campaign: lane.campaignId, after, upto: lane.to, limit };
  if (!inForce.rules.touch(kind)) {
    const { rows } = await prepared<Answer>(trx, pickAndClaimSql(needs), { ...asked, claim });
    return { mine: true, going, ratePerSec, ...claimed(rows, claim), leftMs: null };
  }
  const picked = await prepared<{ id: string }>(trx, PICK, asked);
  const ids = picked.rows.map((row) => row.id);
  const { deferred, closesAt } = await deferralsOf(trx, ctx, keys, inForce, ids);
  const { rows } = await prepared<Answer>(trx, claimPickedSql(needs), {
    tenant: ctx.tenantId,
    ids,
    deferred: JSON.stringify(deferred),
    claim,
  });
  const leftMs = closesAt && closesAt.getTime() - timeOf(trx).getTime();
  return { mine: true, going, ratePerSec, ...claimed(rows, claim), leftMs };
}

/**
 * Records which claim a lane hands over from now on.
 * @param claim null: none any more
 * @returns whether its campaign is going; undefined when another process has the lane
 */
export async function beginLane(
  trx: Trx,
  ctx: Context,
  lane: Lane,
  owner: string,
  claim: string | null,
): Promise<{ going: boolean; rate_per_sec: number | null } | undefined> {
  const { rows } = await prepared<{ going: boolean; rate_per_sec: number | null }>(
    trx,
    `update campaign_lanes l set begun = :claim
     from campaigns c where c.tenant_id = l.tenant_id and c.id = l.campaign_id
       and l.tenant_id = :tenant and l.campaign_id = :campaign and l.lane = :lane and l.owner = :owner
     returning c.rate_per_sec, c.status = 'sending' and not ${isResting('c.tenant_id', 'c.channel')} as going`,
    { tenant: ctx.tenantId, campaign: lane.campaignId, lane: lane.lane, owner, claim },
  );
  return rows[0];
}

type Answer = Omit<Claimed, 'claim'> & {
  refusal: string | null;
  /** Deferred until then. */
  until: Date | null;
  at: Date;
};

function claimed(rows: readonly Answer[], claim: string) {
  return {
    reached: rows.at(-1)?.ordinal ?? null,
    rows: rows
      .filter((row) => row.refusal === null && row.until === null)
      .map((row): Claimed => ({
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
        purpose_version: row.purpose_version ?? null,
      })),
    at: rows[0]?.at ?? null,
  };
}

/**
 * An audience was written a moment ago, so there are no statistics, and the planner would read all of it for each
 * batch (measured: 350 µs a recipient instead of 20). All reads here use an index or a ctid.
 */
export const preferIndexes = (trx: Trx): Promise<unknown> =>
  prepared(
    trx,
    `select set_config(name, 'off', true) from unnest(array['enable_hashjoin', 'enable_mergejoin',
       'enable_seqscan', 'enable_bitmapscan', 'enable_material', 'enable_memoize']) as name`,
  );
