import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import { scopesOf, type Counted } from '../totals.ts';
import { overLimits, visitorLimits } from './limits.ts';
import type { Used } from './settle.ts';

/** A request to the model that is over: which one it was (from 0), and what it used. */
export type Round = {
  round: number;
  used: Used;
  /** Letters of the answer so far. */ said: number;
};

/** The most that the next request can use. */
export type NextRound = { round: number; tokens: number; micros: number; prompt: number };

/** `by`: the limit that refuses it, `canceled`, or `over` when its reservation has ended. */
export type Extended = { is: 'extended' } | { is: 'refused'; by: string };

const END_ROUND = `
  update assistant_calls set rounds = rounds + 1,
    past_input = past_input + :input::bigint, past_cached = past_cached + :cached::bigint,
    past_output = past_output + :output::bigint, past_micros = past_micros + :micros::bigint,
    past_reported = past_reported and :reported::boolean, prompt_tokens = 0, said_before = :said::int
  where id = :id and status = 'reserved' and rounds = :round::int`;

/** Records what a request used that is over. Its reservation stays. A repeat changes nothing. */
export async function endRoundIn(
  trx: Trx,
  id: string,
  { round, used, said }: Round,
): Promise<void> {
  const { input, cachedInput: cached, output, micros, reported } = used;
  await prepared(trx, END_ROUND, { id, round, input, cached, output, micros, reported, said });
}

/*
 * Decides about one more request of a call, in one statement, as its first one was decided about. What the requests
 * before it left of their reservation goes back; what the next one can use is added. In the month of the call.
 */
const EXTEND = `
  with asked as materialized (
    select month, cancel_asked_at is not null as canceled,
      past_input + past_output + :tokens::bigint - reserved_tokens as more_tokens,
      past_micros + :micros::bigint - reserved_micros as more_micros
    from assistant_calls
    where id = :id and status = 'reserved' and rounds = :round::int and prompt_tokens = 0 for update),
  seen as materialized (
    select ${overLimits('a.more_tokens', 'a.more_micros')}
    from asked a join assistant_totals t on t.month = a.month and not a.canceled
    join assistant_quotas q on q.tenant_id = t.tenant_id
    where t.scope in (:conversation, :organization, :user)
    order by t.scope for update of t),
  verdict as materialized (
    select coalesce(
      (select 'canceled' from asked where canceled),
      (select whose || case when tokens_over then '_tokens' else '_cost' end from seen
        where tokens_over or cost_over order by whose = 'organization' desc, whose limit 1)) as refused_by
    from asked),
  taken as (
    update assistant_totals t set reserved_tokens = t.reserved_tokens + a.more_tokens,
      reserved_micros = t.reserved_micros + a.more_micros
    from asked a
    where t.month = a.month and t.scope in (:conversation, :organization, :user)
      and (select count(*) from seen) = 3 and (select refused_by is null from verdict)),
  grown as (
    update assistant_calls c set prompt_tokens = :prompt::bigint,
      reserved_tokens = c.reserved_tokens + a.more_tokens, reserved_micros = c.reserved_micros + a.more_micros
    from asked a
    where c.id = :id and (select refused_by is null from verdict))
  select refused_by as "refusedBy" from verdict`; // prettier-ignore

/**
 * Grows the reservation of a call by its next request, if every limit allows it. Otherwise nothing is changed: what was
 * reserved before is settled as far as it was used.
 */
export async function extendIn(
  trx: Trx,
  id: string,
  { round, tokens, micros, prompt }: NextRound,
): Promise<Extended> {
  const call: Counted | undefined = await trx('assistant_calls')
    .where({ id })
    .first('conversation_id', 'actor_type', 'actor_id');
  if (!call) return { is: 'refused', by: 'over' };
  const limits = await visitorLimits(trx, call);
  const next = { id, ...scopesOf(call), round, tokens, micros, prompt, ...limits };
  const { rows } = await prepared<{ refusedBy: string | null }>(trx, EXTEND, next);
  const [decided] = rows;
  if (!decided) return { is: 'refused', by: 'over' };
  return decided.refusedBy === null ? { is: 'extended' } : { is: 'refused', by: decided.refusedBy };
}
