import type { Trx } from '#lib/db.ts';
import type { Counted } from '../totals.ts';

/**
 * Returns the SQL that compares each sum `t` with its limit in `q`: whose it is, and whether more tokens or micros would
 * exceed it.
 */
export const overLimits = (tokens: string, micros: string): string => `
      case t.scope when :organization then 'organization' when :conversation then 'conversation' else 'user' end as whose,
      t.reserved_tokens + t.used_tokens + ${tokens} >
        case t.scope when :organization then q.hard_tokens
          when :conversation then least(q.conversation_tokens, :session_tokens::bigint)
          else case when :is_visitor::boolean then :visitor_tokens::bigint else q.user_tokens end end
        as tokens_over,
      t.reserved_micros + t.used_micros + ${micros} >
        case t.scope when :organization then q.hard_micros when :conversation then q.conversation_micros
          else case when :is_visitor::boolean then null else q.user_micros end end
        as cost_over`; // prettier-ignore

type VisitorLimits = {
  is_visitor: boolean;
  session_tokens: number | null;
  visitor_tokens: number | null;
};

/** Visitors of the widget are one user together: their limits are those of the widget, not those of a member. */
export async function visitorLimits(trx: Trx, { actor_type }: Counted): Promise<VisitorLimits> {
  const none = { session_tokens: null, visitor_tokens: null };
  if (actor_type !== 'person') return { is_visitor: false, ...none };
  const row: Omit<VisitorLimits, 'is_visitor'> | undefined = await trx('assistant_widgets').first(
    'session_tokens',
    'month_tokens as visitor_tokens',
  );
  return { is_visitor: true, ...none, ...row };
}
