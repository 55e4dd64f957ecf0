import type { Context, Services } from '#domain/context.ts';
import type { CallRow } from '#domain/assistant/ledger/row.ts';
import type { Totals } from '#domain/assistant/totals.ts';
import { newId } from '#lib/ids.ts';

/** Stores a request to a model, as the API does, without anything to be asked. */
export async function requestedCall(
  services: Pick<Services, 'db'>,
  ctx: Context,
  given: Partial<Pick<CallRow, 'conversation_id' | 'actor_id' | 'feature'>> = {},
): Promise<string> {
  const id = newId();
  await services.db.withTenant(ctx, (trx) =>
    trx('assistant_calls').insert({
      tenant_id: ctx.tenantId,
      id,
      conversation_id: newId(),
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      feature: 'chat',
      ...given,
    }),
  );
  return id;
}

/** Returns the kept sums and those of the rows, for each scope and month: they must be equal. */
export const bothSums = (services: Pick<Services, 'db'>, ctx: Context) =>
  services.db.withTenant(ctx, async (trx) => {
    const kept = await trx.raw<{ rows: Summed[] }>(
      `select to_char(month, 'YYYY-MM') as month, scope, reserved_tokens, reserved_micros, used_tokens, used_micros, calls
       from assistant_totals where calls > 0 order by 1, 2`,
    );
    const rows = await trx.raw<{ rows: Summed[] }>(
      `select to_char(month, 'YYYY-MM') as month, scope,
         coalesce(sum(reserved_tokens) filter (where status = 'reserved'), 0)::bigint as reserved_tokens,
         coalesce(sum(reserved_micros) filter (where status = 'reserved'), 0)::bigint as reserved_micros,
         sum(input_tokens + output_tokens)::bigint as used_tokens, sum(cost_micros)::bigint as used_micros,
         count(*)::int as calls
       from assistant_calls, lateral (values ('organization'), ('conversation:' || conversation_id),
         ('user:' || actor_type || ':' || coalesce(actor_id, ''))) s(scope)
       where status not in ('requested', 'refused') group by 1, 2 order by 1, 2`,
    );
    return { kept: kept.rows, rows: rows.rows };
  });
type Summed = Totals & { month: string; scope: string };
