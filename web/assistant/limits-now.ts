type Limit = { tokens: number | null; cost: string | null };
type Quota = { month: { ends_at: string }; hard: Limit; per_user: Limit; per_conversation: Limit };

export const WHOSE = ['organization', 'user', 'conversation'] as const;
export type Whose = (typeof WHOSE)[number];

/** What a page says of limits that are reached. */
export type LimitsNow = {
  /** When the sums of the month begin again. */
  beginsAgainAt: string;
  /** Limits of 0: they switch the assistant off. */
  off: Whose[];
};

/** Returns what a page says of limits, from those of the organization. */
export function limitsNow({ month, hard, per_user, per_conversation }: Quota): LimitsNow {
  const all = { organization: hard, user: per_user, conversation: per_conversation };
  return { beginsAgainAt: month.ends_at, off: WHOSE.filter((whose) => isZero(all[whose])) };
}

const isZero = ({ tokens, cost }: Limit): boolean =>
  tokens === 0 || (cost !== null && Number(cost) === 0);
