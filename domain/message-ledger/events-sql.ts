import type { To } from './moves.ts';

/*
 * Events of the moves that single messages and campaigns share. Each is a `select` for `addEventsSql` over the rows that a
 * move returned.
 */

/** Adds events to messages. */
export const addEventsSql = (...events: readonly string[]): string =>
  `insert into message_events (tenant_id, message_id, type, detail) ${events.join(' union all ')}`;

/** When the rules were asked: at the claim, which the event does not mention, or just before the hand-over. */
type At = 'claim' | 'hand_over';
const atOf = (at: At): string => (at === 'claim' ? '' : `, 'at', '${at}'`);

/** Events of refused or excluded messages; `rows` has `id` and `reason`. */
export const refusedEvents = (
  rows: string,
  as: Exclude<To<'claim'>, 'sending'>,
  at: At = 'claim',
): string =>
  `select :tenant::uuid, id, '${as}', jsonb_build_object('reason', reason${atOf(at)}) from ${rows}`;

/** Events of deferred or postponed messages; `rows` has `id`, `held`, `not_before` and `zone`. */
export const heldEvents = (rows: string, at: At = 'claim'): string =>
  `select :tenant::uuid, id, 'held', jsonb_strip_nulls(jsonb_build_object(
     'reason', held, 'until', not_before, 'zone', zone${atOf(at)})) from ${rows} where held is not null`;
