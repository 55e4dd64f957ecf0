import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { RECORD, resultRows } from '../message-ledger/record-sql.ts';
import { afterHandOvers } from '../messaging/after-hand-over.ts';
import { resultOf } from '../messaging/result-of.ts';
import type { HandOver } from '../messaging/rules.ts';
import { beginBatch, type Begun, type Kind, type Batch } from './begin.ts';
import type { Lane } from './claim.ts';

/** `address` is set where the hand-over was tried: an address that does not exist is not tried again. */
export type CampaignResult = {
  /** Begin of its hand-over; null when it was not begun. */
  at?: Date | null;
  message: { id: string; claim: string; attempts: number; reason: string | null };
  handed: HandOver;
  address?: string;
  /** For a text message: its text. */
  text?: string;
};

/**
 * Records the results of the last batch and, in the same transaction, the begin of the next one, so that a crash
 * leaves at most one batch of a lane uncertain. Ignores results from a process that has lost its claim. A delivery
 * report that came first stays.
 * @param next.batch what is about to be handed over; null: nothing
 */
export async function recordChunk(
  services: Services,
  ctx: Context,
  kind: Kind,
  results: readonly CampaignResult[],
  next: { lane: Lane; owner: string; batch: Batch | null },
): Promise<Begun> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    if (results.length) await recordResults(trx, ctx, kind, results);
    await afterHandOvers(
      trx,
      ctx,
      keys,
      results.flatMap(({ message: { id }, handed: handOver, address, text = null }) =>
        address ? [{ id, channel: kind.channel, address, text, handOver }] : [],
      ),
    );
    return beginBatch(trx, ctx, keys, kind, next.lane, next.owner, next.batch);
  });
}

/** Writes the ledger and events of a chunk, in one statement. */
async function recordResults(
  trx: Trx,
  ctx: Context,
  kind: Kind,
  results: readonly CampaignResult[],
): Promise<void> {
  const rows = results.map(({ message, handed, at = null }) => {
    const one = resultOf({ ...message, ...kind }, handed);
    // A text's id is stored, since reports name it; a mail's is derived from our own id.
    return { ...one, provider: kind.channel === 'sms' ? one.provider : null, at };
  });
  await trx.raw(
    `with ${RECORD}, looked as (
       insert into outbox (tenant_id, message_id, due_at)
       select :tenant, id, now() + wait * interval '1 millisecond' from recorded
       where status = 'uncertain' and wait is not null
       on conflict (tenant_id, message_id) do nothing
     )
     -- A report that was faster has told what became of it; when it was handed over only we know.
     insert into message_events (tenant_id, message_id, type, occurred_at, detail)
     select :tenant, id, case when not open then 'handed_over'
         when status = 'queued' then 'deferred' else status end, coalesce(at, now()),
       case when code is not null then jsonb_build_object('code', code) end
     from recorded where changed or not open`,
    { results: resultRows(rows), tenant: ctx.tenantId },
  );
}
