import type { Context, Services } from '../context.ts';
import { releaseSql } from '../message-ledger/claim-sql.ts';

/**
 * Returns claimed messages that were not handed over to the queue: their time ran out, their sender rests, or their
 * campaign stops. This uses no attempt. They are decided anew at the next look: single ones by their outbox row,
 * those of a campaign by its next claim.
 */
export async function putBack(
  services: Services,
  ctx: Context,
  messages: readonly { id: string; claim: string }[],
): Promise<void> {
  if (!messages.length) return;
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `with back as (
         ${releaseSql('jsonb_to_recordset(:rows::jsonb) as r(id uuid, claim uuid)')}
           and m.id = r.id and m.claim = r.claim
         returning m.id, m.channel
       )
       update outbox o set due_at = coalesce((select s.until from sender_rests s
           where s.tenant_id = :tenant and s.channel = b.channel and s.until > now()), now())
       from back b where o.tenant_id = :tenant and o.message_id = b.id`,
      {
        rows: JSON.stringify(messages.map(({ id, claim }) => ({ id, claim }))),
        tenant: ctx.tenantId,
      },
    ),
  );
}
