import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { Context, Services } from '../context.ts';
import { deferralsOf } from '../message-rules/deferrals.ts';
import { rulesInForce } from '../message-rules/in-force.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import {
  CONTACT_VALUES,
  PICK,
  claimPickedSql,
  pickAndClaimSql,
  type ContactValue,
} from './claim-sql.ts';

/** A lane: the ordinals (from, to] of one campaign. */
export type Lane = { campaignId: string; lane: number; from: number; to: number };

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
};

export type CampaignClaim = {
  /** Identifies this chunk in the ledger. */
  claim: string;
  /** False when the campaign was paused or canceled: claim nothing more. */
  going: boolean;
  ratePerSec: number | null;
  /** The last ordinal checked; null when nothing in the lane is due any more. */
  reached: number | null;
  rows: Claimed[];
};

/**
 * Claims up to `limit` recipients of a lane in one statement: locks the due rows and their consents, asks the gate,
 * claims those who may still be messaged and excludes the others with the reason.
 * 1. An opt-out that was already answered is seen, and wins.
 * 2. An opt-out in progress locks the consent, so that person is skipped and checked again in the next round.
 * 3. A later opt-out waits for us and is recorded as later. The claim never waits for a consent, so it cannot
 *    deadlock.
 * 4. Where quiet hours or caps of the tenant apply to this campaign, picking and moving are two statements, and
 *    deferrals are decided in between. Otherwise nothing is read for them.
 * @param after the ordinal to continue after
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
    const chunk = {
      tenant: ctx.tenantId,
      campaign: lane.campaignId,
      after,
      upto: lane.to,
      limit,
      claim,
    };
    const picked = keys && (await pickAndDefer(trx, ctx, keys, chunk));
    const { rows } = picked
      ? await trx.raw<{ rows: Answer[] }>(claimPickedSql(needs), { ...chunk, ...picked })
      : await trx.raw<{ rows: Answer[] }>(pickAndClaimSql(needs), chunk);
    const [first] = rows;
    const taken = rows.filter(isTaken);
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

/** Returns whether any rule of the tenant applies to such a campaign. Checked now and then, not for each chunk. */
export const isRuled = (
  services: Services,
  ctx: Context,
  kind: { channel: 'sms' | 'email'; marketing: boolean },
): Promise<boolean> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rules } = await rulesInForce(trx, ctx);
    return rules.touch(kind);
  });

/** Locks the due recipients and decides who is deferred; `claimPickedSql` takes both. */
async function pickAndDefer(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  chunk: Readonly<Record<string, Knex.RawBinding>>,
): Promise<{ ids: string[]; deferred: string }> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(PICK, chunk);
  const ids = rows.map((row) => row.id);
  const { deferred } = await deferralsOf(trx, ctx, keys, await rulesInForce(trx, ctx), ids);
  return { ids, deferred: JSON.stringify(deferred) };
}

type Taken = Omit<Claimed, 'claim'> & {
  refusal: string | null;
  /** Deferred until then. */
  until: Date | null;
};
/** At least one row while the campaign runs; when nobody is due it contains the rate only. */
type Answer = { rate_per_sec: number | null } & (Taken | { id: null });
const isTaken = (row: Answer): row is Answer & Taken => row.id !== null;

const claimed = (row: Taken, claim: string): Claimed => ({
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
 * An audience was written a moment ago, so there are no statistics, and the planner would read all of it for each
 * chunk (measured: 350 µs a recipient instead of 20). All reads here use an index or a ctid.
 */
const preferIndexes = (trx: Trx): Promise<unknown> =>
  trx.raw(
    `select set_config(name, 'off', true) from unnest(array['enable_hashjoin', 'enable_mergejoin',
       'enable_seqscan', 'enable_bitmapscan', 'enable_material', 'enable_memoize']) as name`,
  );
