import type { To } from './moves.ts';

/*
 * What the ledger tells of moves that single messages and campaigns share. Each is a `select` for `tellSql`, over what a
 * statement returned.
 */

/** Adds events to messages. */
export const tellSql = (...events: readonly string[]): string =>
  `insert into message_events (tenant_id, message_id, type, detail) ${events.join(' union all ')}`;

/** When: at the claim, which goes without saying, or right before the hand-over. */
type At = 'claim' | 'hand_over';
const atOf = (at: At): string => (at === 'claim' ? '' : `, 'at', '${at}'`);

/** Of rows with `id` and `reason`. */
export const refusedEvents = (rows: string, as: To<'refuse'>, at: At = 'claim'): string =>
  `select :tenant::uuid, id, '${as}', jsonb_build_object('reason', reason${atOf(at)}) from ${rows}`;

/** Deferred or postponed, of rows with `id`, `held`, `not_before` and `zone`. */
export const heldEvents = (rows: string, at: At = 'claim'): string =>
  `select :tenant::uuid, id, 'held', jsonb_strip_nulls(jsonb_build_object(
     'reason', held, 'until', not_before, 'zone', zone${atOf(at)})) from ${rows} where held is not null`;
