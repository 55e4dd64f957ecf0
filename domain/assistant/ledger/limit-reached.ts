import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import { monthOf, scopesOf, type Counted } from '../totals.ts';

/*
 * The limit that refuses every question, whatever it is: the longest answer alone would exceed it, or it is exceeded
 * already. A sum that nobody has counted in yet is nothing.
 */
const REACHED = `
  with mine (scope, whose, tokens, micros) as (
    select s.scope, s.whose, coalesce(t.reserved_tokens + t.used_tokens, 0), coalesce(t.reserved_micros + t.used_micros, 0)
    from (values (:organization, 'organization'), (:conversation, 'conversation'), (:user, 'user')) s(scope, whose)
    left join assistant_totals t on t.month = :month::date and t.scope = s.scope),
  over as (
    select whose,
      tokens + q.answer_tokens >
        case whose when 'organization' then q.hard_tokens when 'conversation' then q.conversation_tokens else q.user_tokens end
        as tokens_over,
      micros >
        case whose when 'organization' then q.hard_micros when 'conversation' then q.conversation_micros else q.user_micros end
        as cost_over
    from mine cross join assistant_quotas q)
  select whose || case when tokens_over then '_tokens' else '_cost' end as reached from over
  where tokens_over or cost_over order by whose = 'organization' desc, whose limit 1`; // prettier-ignore

/**
 * Returns the limit that a question certainly exceeds, so that it can be refused at once; null: the statement that
 * reserves decides (reserve.ts). It locks nothing.
 */
export async function limitReached(trx: Trx, counted: Counted): Promise<string | null> {
  const { rows } = await prepared<{ reached: string }>(trx, REACHED, {
    month: monthOf(trx).first,
    ...scopesOf(counted),
  });
  return rows[0]?.reached ?? null;
}
