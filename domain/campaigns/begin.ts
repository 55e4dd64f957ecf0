import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Context } from '../context.ts';
import { postponeSql, refuseSql, releaseSql } from '../message-ledger/claim-sql.ts';
import { addEventsSql, heldEvents, refusedEvents } from '../message-ledger/events-sql.ts';
import { rulesJoin, rulesReason } from '../message-rules/decide-sql.ts';
import { deferralsOf } from '../message-rules/deferrals.ts';
import { rulesInForce } from '../message-rules/in-force.ts';
import { isResting } from '../senders/sender-rests.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { Lane } from './claim.ts';

/** The part of a claimed chunk to hand over now, in the order of its ordinals. */
export type Batch = { claim: string; rows: readonly { id: string; ordinal: number }[] };

export type Begun = {
  /** False: another process has taken over the lane, and nothing may be handed over. */
  mine: boolean;
  /** False: the campaign was paused or canceled meanwhile, or its sender rests. */
  going: boolean;
  /** Messages that may be handed over. */
  may: ReadonlySet<string>;
  /**
   * Begin of the hand-over by the database's clock, with the consents locked: an opt-out is recorded before or after
   * it.
   */
  at: Date | null;
  /** Milliseconds until the first of their windows closes; null: none does. */
  leftMs: number | null;
};

export type Kind = { channel: 'sms' | 'email'; marketing: boolean };

/**
 * Records that a lane begins to hand over a batch, after checking all rules once more: since the claim a consent may
 * have been withdrawn, or a window may have closed. A recipient who has withdrawn is excluded with the reason; one
 * whose opt-out is in progress goes back to the queue; a later opt-out waits for this and counts as later.
 * @param batch null: nothing is being handed over any more
 */
export async function beginBatch(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  kind: Kind,
  lane: Lane,
  owner: string,
  batch: Batch | null,
): Promise<Begun> {
  const { rows: lanes } = await trx.raw<{ rows: { going: boolean }[] }>(
    `update campaign_lanes l set begun = :claim, begun_to = :upto
     from campaigns c where c.tenant_id = l.tenant_id and c.id = l.campaign_id
       and l.tenant_id = :tenant and l.campaign_id = :campaign and l.lane = :lane and l.owner = :owner
     returning c.status = 'sending' and not ${isResting('c.tenant_id', 'c.channel')} as going`,
    {
      tenant: ctx.tenantId,
      campaign: lane.campaignId,
      lane: lane.lane,
      owner,
      claim: batch?.claim ?? null,
      upto: batch?.rows.at(-1)?.ordinal ?? null,
    },
  );
  const going = lanes[0]?.going ?? false;
  const none = { mine: lanes.length > 0, going, may: new Set<string>(), at: null, leftMs: null };
  if (!none.mine || !batch?.rows.length) return none;
  const ids = batch.rows.map((row) => row.id);
  const inForce = await rulesInForce(trx, ctx);
  const { deferred, closesAt } = await deferralsOf(trx, ctx, keys, inForce, inForce.rules.touch(kind) ? ids : []); // prettier-ignore
  const { rows } = await trx.raw<{ rows: { id: string; at: Date }[] }>(ASK_AGAIN, {
    tenant: ctx.tenantId,
    claim: batch.claim,
    ids,
    deferred: JSON.stringify(deferred),
  });
  return {
    ...none,
    may: new Set(rows.map((row) => row.id)),
    at: rows[0]?.at ?? null,
    leftMs: closesAt && closesAt.getTime() - timeOf(trx).getTime(),
  };
}

const ASK_AGAIN = `
  with asked as materialized (
    select m.ctid as row_ctid, m.id, ${rulesReason('m')} as refusal, h.why, h.until, h.zone
    from messages m ${rulesJoin('m')}
    where m.tenant_id = :tenant and m.id = any(:ids) and m.claim = :claim and m.status = 'sending'
      and c.id is not null
    for share of c skip locked
  ), stopped as (
    ${refuseSql('asked', 'excluded', 'ctid')}
    returning m.id, m.reason
  ), waits as (
    ${postponeSql('asked', { rests: false, by: 'ctid' })}
    returning m.id, m.held, m.not_before, d.zone
  ), told as (
    ${addEventsSql(refusedEvents('stopped', 'excluded', 'hand_over'), heldEvents('waits', 'hand_over'))}
  ), passed as (
    ${releaseSql()} and m.id = any(:ids) and m.claim = :claim
      and not exists (select from asked a where a.id = m.id)
  )
  select id, clock_timestamp() as at from asked where refusal is null and until is null`;
