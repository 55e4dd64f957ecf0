import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { IN_BATCH, recordSql, resultRows, sentSql } from '../message-ledger/record-sql.ts';
import { blockRefused } from '../messaging/block-refused.ts';
import { resultOf } from '../messaging/result-of.ts';
import type { HandOver } from '../messaging/rules.ts';
import { costsOf } from '../messaging/text-price.ts';
import {
  beginLane,
  claimBatch,
  preferIndexes,
  type BatchRequest,
  type ClaimedBatch,
  type Kind,
} from './claim.ts';

/** `address` is set where the hand-over was tried: an address that does not exist is not tried again. */
export type CampaignResult = {
  /** Begin of its hand-over; null when it was not begun. */
  at?: Date | null;
  message: {
    id: string;
    ordinal: number;
    claim: string;
    attempts: number;
    reason: string | null;
  };
  handed: HandOver;
  address?: string;
  /** For a text message: its text. */
  text?: string;
};

/**
 * Records the results of the last batch and claims the next one, in one transaction: a crash leaves at most one batch
 * of a lane uncertain. Results from a process that has lost the lane are recorded if its claim still counts. A
 * delivery report that came first stays.
 */
export async function nextBatch(
  services: Services,
  ctx: Context,
  kind: Kind,
  results: readonly CampaignResult[],
  asked: BatchRequest,
): Promise<ClaimedBatch> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    await preferIndexes(trx);
    await recordResults(trx, ctx, keys, kind, results, asked.lane.campaignId);
    return claimBatch(trx, ctx, keys, kind, asked);
  });
}

/** Records the results of the last batch; the lane hands nothing over any more. */
export async function recordLast(
  services: Services,
  ctx: Context,
  kind: Kind,
  results: readonly CampaignResult[],
  { lane, owner }: Pick<BatchRequest, 'lane' | 'owner'>,
): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    await preferIndexes(trx);
    await recordResults(trx, ctx, keys, kind, results, lane.campaignId);
    await beginLane(trx, ctx, lane, owner, null);
  });
}

/**
 * Writes the ledger of a batch, and events of what did not simply go out. A message that was sent needs no event of
 * its own: `handed_over_at` and `sent_at` say it (the view message_history shows it), and `campaign_batches` lists it
 * by time.
 */
async function recordResults(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  kind: Kind,
  results: readonly CampaignResult[],
  campaign: string,
): Promise<void> {
  if (!results.length) return;
  const ordinals = results.map(({ message }) => message.ordinal);
  const batch = {
    tenant: ctx.tenantId,
    campaign,
    from: Math.min(...ordinals),
    to: Math.max(...ordinals),
  };
  const done = await recordSent(
    trx,
    batch,
    results.filter((one) => isSimplySent(kind, one)),
  );
  const others = results.filter(({ message }) => !done.has(message.id));
  if (others.length) await recordOthers(trx, batch, kind, others);
  await blockRefused(
    trx,
    ctx,
    keys,
    results.flatMap(({ message: { id }, handed: handOver, address }) =>
      address ? [{ id, channel: kind.channel, address, handOver }] : [],
    ),
  );
}

type BatchOf = { tenant: string; campaign: string; from: number; to: number };

/** A mail's id at the provider is derived from ours; that of a text is stored, since reports name it. */
const isSimplySent = ({ channel }: Kind, { handed, at }: CampaignResult): boolean =>
  channel === 'email' && handed.status === 'accepted' && Boolean(at);

const BATCH = `insert into campaign_batches (tenant_id, campaign_id, from_ordinal, to_ordinal, handed_over_at)
  select distinct :tenant::uuid, :campaign::uuid, :from::int, :to::int, handed_over_at`;

/** @returns the ids of the messages that were recorded as sent: not of those that a report was faster for */
async function recordSent(
  trx: Trx,
  batch: BatchOf,
  results: readonly CampaignResult[],
): Promise<ReadonlySet<string>> {
  const [first] = results;
  if (!first?.at) return new Set();
  const { rows } = await prepared<{ id: string }>(
    trx,
    `with sent as (${sentSql} returning m.id, m.handed_over_at),
       batch as (${BATCH} from sent)
     select id from sent`,
    {
      ...batch,
      at: first.at,
      claim: first.message.claim,
      ids: results.map(({ message }) => message.id),
    },
  );
  return new Set(rows.map(({ id }) => id));
}

async function recordOthers(
  trx: Trx,
  batch: BatchOf,
  kind: Kind,
  results: readonly CampaignResult[],
): Promise<void> {
  const costs = await costsOf(
    trx,
    results.flatMap(({ message: { id }, handed: handOver, address: to, text }) =>
      to !== undefined && text !== undefined ? [{ id, to, text, handOver }] : [],
    ),
  );
  const rows = results.map(({ message, handed, at = null }) => {
    const one = resultOf({ ...message, ...kind }, handed);
    const provider = kind.channel === 'sms' ? one.provider : null;
    return { ...one, provider, at, cost: costs.get(message.id) };
  });
  await prepared(
    trx,
    `with ${recordSql(IN_BATCH)}, looked as (
       insert into outbox (tenant_id, message_id, due_at)
       select :tenant, id, now() + wait * interval '1 millisecond' from recorded
       where status = 'uncertain' and wait is not null
       on conflict (tenant_id, message_id) do nothing
     ), batch as (${BATCH} from recorded where handed_over_at is not null)
     -- A report that was faster has told what became of it; when it was handed over only we know.
     insert into message_events (tenant_id, message_id, type, occurred_at, detail)
     select :tenant, id, case when not open then 'handed_over'
         when status = 'queued' then 'deferred' else status end, coalesce(at, now()),
       case when code is not null then jsonb_build_object('code', code) end
     from recorded where (changed or not open) and handed_over_at is null`,
    { ...batch, results: resultRows(rows) },
  );
}
