import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import { postSignal } from '../process-outbox/post.ts';
import { recheckSql } from './stop-sql.ts';

/**
 * Has the deferred messages to these contacts decided again at once: what tells where their people are has changed, so
 * the messages may go now, or wait longer. The twin of a change of the rules (message-rules/update.ts).
 */
export async function lookAgainAt(
  trx: Trx,
  ctx: Context,
  contactIds: readonly string[],
): Promise<void> {
  if (!contactIds.length) return;
  const bindings = { tenant: ctx.tenantId, contacts: [...contactIds] };
  const { rows } = await trx.raw<{ rows: { workflow_id: string | null }[] }>(
    `with again as (
       ${recheckSql} and m.contact_id = any(:contacts::uuid[]) and m.campaign_id is not null
       returning m.campaign_id
     )
     select distinct c.workflow_id from campaigns c join again a on a.campaign_id = c.id
     where c.tenant_id = :tenant and c.status = 'sending'`,
    bindings,
  );
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `update outbox o set due_at = now() from messages m
     where o.tenant_id = :tenant and m.tenant_id = o.tenant_id and m.id = o.message_id
       and m.contact_id = any(:contacts::uuid[]) and m.held is not null and m.status = 'queued'`,
    bindings,
  );
  if (rowCount) await trx.raw(`select pg_notify('outbox', '')`);
  const processes = rows.flatMap((row) => row.workflow_id ?? []);
  await postSignal(trx, ctx, 'campaign', processes, 'rulesChanged', {});
}
