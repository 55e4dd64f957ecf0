import { gateJoin, gateReason } from '../consent/gate/gate.ts';

/*
 * What all rules together say of a message, in SQL: the gate (consent, blocks), and who has to wait by
 * `:deferred`, which is `Deferrals` as JSON. The alias `a` is what the gate asks for, with an `id`.
 */

/** Joins `c` and `s` of the gate, and `h`: who has to wait. */
export const rulesJoin = (a: string): string => `${gateJoin(a)}
  left join jsonb_to_recordset(:deferred::jsonb) as h(id uuid, why text, until timestamptz, zone text) on h.id = ${a}.id`;

/** Null when it may go, now or at `h.until`; else the reason why not. */
export const rulesReason = (a: string): string =>
  `coalesce(${gateReason(a)}, case when h.until is null then h.why end)`;
