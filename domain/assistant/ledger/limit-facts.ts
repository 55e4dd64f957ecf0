import type { Trx } from '#lib/db.ts';
import type { LimitFacts } from '#lib/errors.ts';
import { costOf, quotaOf } from '../quota/row.ts';
import { monthOf, scopesOf, totalsOf, type Counted } from '../totals.ts';

/** Returns whose limit a reason such as `user_cost` names; undefined for another reason. */
export function whoseLimit(reason: string): LimitFacts['of'] | undefined {
  const named = /^(organization|user|conversation)_(?:tokens|cost)$/.exec(reason)?.[1];
  return WHOSE.find((one) => one === named);
}
const WHOSE = ['organization', 'user', 'conversation'] as const;

/**
 * Returns the limit that a reason such as `user_cost` names, and how much of it is used now; null for another reason.
 * @param counted whose call was refused
 */
export async function limitFacts(
  trx: Trx,
  reason: string,
  counted: Counted & { tenant_id: string },
): Promise<LimitFacts | null> {
  const of = whoseLimit(reason);
  // Visitors are told nothing of the organization's limits, which are not those of a member either.
  if (!of || counted.actor_type === 'person') return null;
  const month = monthOf(trx);
  const sums = await totalsOf(trx, month.first, scopesOf(counted)[of]);
  const quota = await quotaOf(trx, counted.tenant_id);
  const tokens = of === 'organization' ? quota.hard_tokens : quota[`${of}_tokens`];
  const micros = of === 'organization' ? quota.hard_micros : quota[`${of}_micros`];
  const leftMicros = left(micros, sums.used_micros + sums.reserved_micros);
  return {
    of,
    most: { tokens, cost: micros === null ? null : costOf(micros) },
    used: { tokens: sums.used_tokens, cost: costOf(sums.used_micros) },
    reserved: { tokens: sums.reserved_tokens, cost: costOf(sums.reserved_micros) },
    left: {
      tokens: left(tokens, sums.used_tokens + sums.reserved_tokens),
      cost: leftMicros === null ? null : costOf(leftMicros),
    },
    begins_again_at: month.ends_at.toISOString(),
  };
}

const left = (most: number | null, gone: number): number | null =>
  most === null ? null : Math.max(0, most - gone);
