import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import type { Context, Services } from '../../context.ts';
import type { CallStatus, ProviderKind } from '../contract.ts';
import { DEFAULT_QUOTA } from '../quota/row.ts';
import { monthOf, scopesOf, type Counted } from '../totals.ts';
import { overLimits, visitorLimits } from './limits.ts';

/** The most that a call can use: the tokens of its prompt and of the longest answer. */
export type Estimate = {
  tokens: number;
  micros: number;
  /** Those of the prompt alone. */
  prompt: number;
  provider: ProviderKind;
  model: string;
};

export type Reserved = { status: CallStatus; refusedBy: string | null };

/** The rows that the deciding statement locks; most calls find them there. */
const ENSURE = `
  with quota as (
    insert into assistant_quotas (tenant_id, ${Object.keys(DEFAULT_QUOTA).join(', ')})
    values (:tenant, ${Object.keys(DEFAULT_QUOTA).map((name) => `:${name}`).join(', ')})
    on conflict do nothing)
  insert into assistant_totals (tenant_id, month, scope)
  select :tenant, :month::date, scope from unnest(:scopes::text[]) scope
  order by scope
  on conflict do nothing`; // prettier-ignore

/*
 * Decides about a call and reserves for it, in one statement. The sums are locked in one order, so that no two calls
 * wait for each other, and read after the lock: who waited for another call sees what that has reserved. A limit that
 * would be exceeded refuses the whole call. Nothing is changed by a repeat: the call is no longer 'requested'.
 */
const DECIDE = `
  with asked as materialized (
    select id, cancel_asked_at is not null as canceled from assistant_calls
    where id = :id and status = 'requested' for update),
  seen as materialized (
    select ${overLimits(':tokens::bigint', ':micros::bigint')}
    from assistant_totals t join assistant_quotas q on q.tenant_id = t.tenant_id
    where t.month = :month::date and t.scope in (:conversation, :organization, :user)
      and exists (select from asked where not canceled)
    order by t.scope for update of t),
  verdict as materialized (
    select coalesce(
      (select 'canceled' from asked where canceled),
      (select whose || case when tokens_over then '_tokens' else '_cost' end from seen
        where tokens_over or cost_over order by whose = 'organization' desc, whose limit 1)) as refused_by),
  taken as (
    update assistant_totals t set reserved_tokens = t.reserved_tokens + :tokens::bigint,
      reserved_micros = t.reserved_micros + :micros::bigint, calls = t.calls + 1
    where t.month = :month::date and t.scope in (:conversation, :organization, :user)
      and (select count(*) from seen) = 3 and (select refused_by from verdict) is null)
  update assistant_calls c set
    status = case when v.refused_by is null then 'reserved' else 'refused' end,
    refused_by = v.refused_by,
    month = :month::date,
    provider = :provider, model = :model, prompt_tokens = :prompt::bigint,
    reserved_tokens = case when v.refused_by is null then :tokens::bigint else 0 end,
    reserved_micros = case when v.refused_by is null then :micros::bigint else 0 end,
    reserved_at = case when v.refused_by is null then clock_timestamp() end,
    ended_at = case when v.refused_by is null then null else clock_timestamp() end
  from verdict v
  where c.id = :id and exists (select from asked)
  returning c.status, c.refused_by as "refusedBy"`; // prettier-ignore

/**
 * Reserves what a call can use at most, if every limit allows it: of the organization, of its user and of its
 * conversation. Otherwise the call is refused. A repeat changes nothing and returns what was decided.
 */
export async function reserveIn(
  trx: Trx,
  ctx: Pick<Context, 'tenantId'>,
  id: string,
  { tokens, micros, prompt, provider, model }: Estimate,
): Promise<Reserved> {
  const call: (Counted & { status: CallStatus; refused_by: string | null }) | undefined = await trx(
    'assistant_calls',
  )
    .where({ id })
    .first('conversation_id', 'actor_type', 'actor_id', 'status', 'refused_by');
  if (!call) return { status: 'refused', refusedBy: 'gone' };
  if (call.status !== 'requested') return { status: call.status, refusedBy: call.refused_by };
  const scopes = scopesOf(call);
  const month = monthOf(trx).first;
  await prepared(trx, ENSURE, {
    ...DEFAULT_QUOTA,
    tenant: ctx.tenantId,
    month,
    scopes: Object.values(scopes),
  });
  const decision = {
    id,
    month,
    ...scopes,
    tokens,
    micros,
    prompt,
    provider,
    model,
    ...(await visitorLimits(trx, call)),
  };
  const { rows } = await prepared<Reserved>(trx, DECIDE, decision);
  if (rows[0]) return rows[0];
  // Somebody else has decided it meanwhile.
  const decided: Reserved | undefined = await trx('assistant_calls')
    .where({ id })
    .first('status', 'refused_by as refusedBy');
  return decided ?? { status: 'refused', refusedBy: 'gone' };
}

/** Reserves in a transaction of its own. */
export const reserve = (
  services: Pick<Services, 'db'>,
  ctx: Pick<Context, 'tenantId'>,
  id: string,
  estimate: Estimate,
): Promise<Reserved> => services.db.withTenant(ctx, (trx) => reserveIn(trx, ctx, id, estimate));
