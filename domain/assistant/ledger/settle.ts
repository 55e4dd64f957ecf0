import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import type { Context, Services } from '../../context.ts';
import { ORGANIZATION, scopesOf, type Counted } from '../totals.ts';

/** What a call has used. */
export type Used = {
  input: number;
  cachedInput: number;
  output: number;
  micros: number;
  /** Whether the provider said so; otherwise it was counted here. */
  reported: boolean;
};

/** How a call ended: with what it used, or without any use. `failure` says why there is no whole answer. */
export type Ending = { used: Used | null; failure: string | null; retryAfterS?: number | null };

/*
 * Ends a reservation, in one statement: the row, and the sums that it is part of. Its month is the one in which it
 * was reserved, also when it ends in the next one.
 */
const SETTLE = `
  with ended as (
    update assistant_calls set status = :status,
      input_tokens = :input::bigint, cached_tokens = :cached::bigint, output_tokens = :output::bigint,
      cost_micros = :micros::bigint, usage_reported = :reported::boolean, failure = :failure::text,
      retry_after_s = :retryAfterS::int, ended_at = clock_timestamp()
    where id = :id and status = 'reserved'
    returning month, reserved_tokens, reserved_micros),
  seen as materialized (
    select t.scope from assistant_totals t join ended on t.month = ended.month
    where t.scope in (:conversation, :organization, :user) order by t.scope for update of t)
  update assistant_totals t set
    reserved_tokens = t.reserved_tokens - ended.reserved_tokens,
    reserved_micros = t.reserved_micros - ended.reserved_micros,
    used_tokens = t.used_tokens + :input::bigint + :output::bigint,
    used_micros = t.used_micros + :micros::bigint
  from ended
  where t.month = ended.month and t.scope in (:conversation, :organization, :user)
    and (select count(*) from seen) > 0
  returning t.scope, to_char(t.month, 'YYYY-MM-DD') as month, t.used_tokens, t.used_micros, t.told_by`;

type Sum = {
  scope: string;
  month: string;
  used_tokens: number;
  used_micros: number;
  told_by: string | null;
};

/** The month whose soft limit this call has reached, and whose owners are still to be told; null: none. */
export type Settled = { tell: string | null };

/**
 * Ends the reservation of a call: settles it to what was used, or releases it. A repeat changes nothing.
 * @param trx the transaction in which its answer ends, too
 */
export async function settle(trx: Trx, id: string, ending: Ending): Promise<Settled> {
  const call: Counted | undefined = await trx('assistant_calls')
    .where({ id })
    .first('conversation_id', 'actor_type', 'actor_id');
  if (!call) return { tell: null };
  const { used, failure } = ending;
  const { rows } = await prepared<Sum>(trx, SETTLE, {
    id,
    ...scopesOf(call),
    status: used ? 'settled' : 'released',
    input: used?.input ?? 0,
    cached: used?.cachedInput ?? 0,
    output: used?.output ?? 0,
    micros: used?.micros ?? 0,
    reported: used ? used.reported : null,
    failure,
    retryAfterS: ending.retryAfterS ?? null,
  });
  const sum = rows.find(({ scope }) => scope === ORGANIZATION);
  if (sum?.told_by === null && (await isSoftReached(trx, sum))) {
    await trx('assistant_totals')
      .where({ month: sum.month, scope: ORGANIZATION, told_by: null })
      .update({ told_by: id });
  }
  return { tell: await monthToTell(trx, id) };
}

/** Owners are told by one call's process, which goes on until it has: also after a repeat of this settling. */
async function monthToTell(trx: Trx, id: string): Promise<string | null> {
  const row: { month: string } | undefined = await trx('assistant_totals')
    .where({ scope: ORGANIZATION, told_by: id, told_at: null })
    .first(trx.raw(`to_char(month, 'YYYY-MM-DD') as month`));
  return row?.month ?? null;
}

async function isSoftReached(trx: Trx, sum: Sum): Promise<boolean> {
  const quota: { soft_tokens: number | null; soft_micros: number | null } | undefined = await trx(
    'assistant_quotas',
  ).first('soft_tokens', 'soft_micros');
  return Boolean(
    quota &&
    (isOver(sum.used_tokens, quota.soft_tokens) || isOver(sum.used_micros, quota.soft_micros)),
  );
}

const isOver = (used: number, soft: number | null): boolean => soft !== null && used >= soft;

/** Ends a reservation in a transaction of its own. */
export const settleCall = (
  services: Pick<Services, 'db'>,
  ctx: Pick<Context, 'tenantId'>,
  id: string,
  ending: Ending,
): Promise<Settled> => services.db.withTenant(ctx, (trx) => settle(trx, id, ending));
