import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';

/** A calendar month in UTC. */
export type Month = {
  /** Its first day, `2026-11-01`. */
  first: string;
  starts_at: Date;
  ends_at: Date;
};

/** Returns the month that counts in a transaction, by the clock of the database. */
export const monthOf = (trx: Trx): Month => monthAt(timeOf(trx));

/** Returns the month of a moment. */
export function monthAt(time: Date): Month {
  const starts_at = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1));
  const ends_at = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 1));
  return { first: starts_at.toISOString().slice(0, 10), starts_at, ends_at };
}

export type Totals = {
  reserved_tokens: number;
  reserved_micros: number;
  used_tokens: number;
  used_micros: number;
  calls: number;
};

const NONE: Totals = {
  reserved_tokens: 0,
  reserved_micros: 0,
  used_tokens: 0,
  used_micros: 0,
  calls: 0,
};

/** Returns the sums of a month. @param scope a name of `scopesOf`. By default those of the organization */
export async function totalsOf(
  trx: Trx,
  month: string,
  scope: string = ORGANIZATION,
): Promise<Totals> {
  const row: Totals | undefined = await trx('assistant_totals')
    .where({ month, scope })
    .first(
      ...(
        ['reserved_tokens', 'reserved_micros', 'used_tokens', 'used_micros', 'calls'] as const
      ).map((name) => trx.raw('least(??, ?::bigint) as ??', [name, MOST, name])),
    );
  return row ?? NONE;
}

/** The largest sum that is shown: JSON and JavaScript have no larger whole number. */
export const MOST = Number.MAX_SAFE_INTEGER;

export const ORGANIZATION = 'organization';

/** Whose sums a call is part of. */
export type Counted = { conversation_id: string; actor_type: string; actor_id: string | null };

/** Returns the names of the sums that a call is part of: its conversation's, the organization's, its user's. */
export const scopesOf = ({ conversation_id, actor_type, actor_id }: Counted) => ({
  conversation: `conversation:${conversation_id}`,
  organization: ORGANIZATION,
  user: `user:${actor_type}:${actor_id ?? ''}`,
});
