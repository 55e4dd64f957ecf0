import type { Context, Services } from '../context.ts';
import { backOffMs, MAX_ATTEMPTS } from './rules.ts';

/** How a hand-over went; the four outcomes of providers/outcome.ts. */
export type Handed =
  | { status: 'accepted'; providerMessageId?: string | null }
  | { status: 'rejected'; code: string }
  | { status: 'deferred'; code: string }
  | { status: 'unknown'; code: string };

export type CampaignResult = {
  message: { id: string; claim: string; attempts: number };
  handed: Handed;
};

type Row = {
  id: string;
  claim: string;
  status: string;
  code: string | null;
  provider: string | null;
  wait: number | null;
};

/**
 * Records a chunk in one statement: ledger and events. Only the holder of the claim is heard, and a
 * delivery report that was faster stays.
 * @param channel a text's provider id is kept, since reports name it; a mail's is made from our own id
 */
export async function recordChunk(
  services: Services,
  ctx: Context,
  channel: 'sms' | 'email',
  results: readonly CampaignResult[],
): Promise<void> {
  if (!results.length) return;
  const rows = results.map((result) => settled(channel, result));
  const provider =
    channel === 'sms' ? 'provider_message_id = coalesce(r.provider, m.provider_message_id),' : '';
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `with r as (
         select * from jsonb_to_recordset(:rows::jsonb) as x(id uuid, claim uuid, status text, code text,
           provider text, wait float8)
       ), changed as (
         update messages m set
           status = case when m.status in ('sending', 'uncertain') then r.status else m.status end,
           error_code = r.code, ${provider}
           claim = case when r.status = 'queued' then null else m.claim end,
           not_before = case when r.status = 'queued' then now() + r.wait * interval '1 millisecond' end,
           sent_at = case when r.status = 'sent' then now() else m.sent_at end,
           updated_at = now()
         from r where m.tenant_id = :tenant and m.id = r.id and m.claim = r.claim
         returning m.id, m.status, r.code
       )
       insert into message_events (tenant_id, message_id, type, detail)
       select :tenant, id, case when status = 'queued' then 'deferred' else status end,
         case when code is not null then jsonb_build_object('code', code) end from changed`,
      { rows: JSON.stringify(rows), tenant: ctx.tenantId },
    ),
  );
}

function settled(channel: 'sms' | 'email', { message, handed }: CampaignResult): Row {
  const row = { id: message.id, claim: message.claim, provider: null, wait: null };
  switch (handed.status) {
    case 'accepted':
      return { ...row, status: 'sent', code: null, provider: handed.providerMessageId ?? null };
    case 'rejected':
      return { ...row, status: channel === 'email' ? 'bounced' : 'failed', code: handed.code };
    case 'unknown':
      return { ...row, status: 'uncertain', code: handed.code };
    case 'deferred':
      return message.attempts >= MAX_ATTEMPTS
        ? { ...row, status: 'failed', code: handed.code }
        : { ...row, status: 'queued', code: handed.code, wait: backOffMs(message.attempts) };
  }
}

/** Gives a chunk back untouched: the provider cannot be reached at all, so nobody used up an attempt. */
export async function releaseChunk(
  services: Services,
  ctx: Context,
  messages: readonly { id: string; claim: string }[],
): Promise<void> {
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `update messages m set status = 'queued', claim = null, attempts = m.attempts - 1, updated_at = now()
       from jsonb_to_recordset(:rows::jsonb) as r(id uuid, claim uuid)
       where m.tenant_id = :tenant and m.id = r.id and m.claim = r.claim and m.status = 'sending'`,
      {
        rows: JSON.stringify(messages.map(({ id, claim }) => ({ id, claim }))),
        tenant: ctx.tenantId,
      },
    ),
  );
}
