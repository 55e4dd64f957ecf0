import type { Trx } from '#lib/db.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';
import type { Context, Services } from '../context.ts';
import { OPEN } from '../messaging/record-results.ts';
import { countTexts } from '../messaging/text-price.ts';
import { blockOf, codeOf, handOverOutcome, type HandOver } from '../messaging/rules.ts';
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
    await countTexts(
      trx,
      results.flatMap(({ message, handed, address, text }) =>
        address && text !== undefined
          ? [{ id: message.id, to: address, text, handOver: handed }]
          : [],
      ),
    );
    for (const { message, handed, address } of results) {
      const reason = address && blockOf(handed);
      if (!reason) continue;
      const evidence = { code: codeOf(handed), message_id: message.id };
      const refused = { channel: kind.channel, address, reason, evidence };
      await addressRefused(trx, ctx, keys, refused);
    }
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
  const rows = results.map(({ message, handed, at }) => {
    const { status, reason, errorCode, providerMessageId, dueMs } = handOverOutcome(handed, {
      ...kind,
      ...message,
    });
    return {
      id: message.id,
      claim: message.claim,
      status,
      reason,
      code: errorCode,
      // A text's id is stored, since reports name it; a mail's is derived from our own id.
      provider: kind.channel === 'sms' ? providerMessageId : null,
      wait: dueMs,
      at: at ?? null,
    };
  });
  await trx.raw(
    `with r as (
       select * from jsonb_to_recordset(:rows::jsonb) as x(id uuid, claim uuid, status text, reason text,
         code text, provider text, wait float8, at timestamptz)
     ), heard as (
       update messages m set
         status = case when ${OPEN} then r.status else m.status end,
         reason = case when ${OPEN} then coalesce(r.reason, m.reason) else m.reason end,
         error_code = case when ${OPEN} then r.code else m.error_code end,
         provider_message_id = coalesce(r.provider, m.provider_message_id),
         claim = case when ${OPEN} and r.status = 'uncertain' then m.claim end,
         not_before = case when ${OPEN} and r.status = 'queued' then now() + r.wait * interval '1 millisecond' end,
         sent_at = case when r.status = 'sent' then coalesce(m.sent_at, now()) else m.sent_at end,
         updated_at = now()
       from r where m.tenant_id = :tenant and m.id = r.id and m.claim = r.claim
       returning m.id, old.status as was, new.status, r.code, r.at, r.wait
     ), looked as (
       insert into outbox (tenant_id, message_id, due_at)
       select :tenant, id, now() + wait * interval '1 millisecond' from heard
       where status = 'uncertain' and wait is not null
       on conflict (tenant_id, message_id) do nothing
     )
     -- A report that was faster has told what became of it; when it was handed over only we know.
     insert into message_events (tenant_id, message_id, type, occurred_at, detail)
     select :tenant, id, case when was not in ('sending', 'uncertain') then 'handed_over'
         when status = 'queued' then 'deferred' else status end, coalesce(at, now()),
       case when code is not null then jsonb_build_object('code', code) end
     from heard where status <> was or was not in ('sending', 'uncertain')`,
    { rows: JSON.stringify(rows), tenant: ctx.tenantId },
  );
}
