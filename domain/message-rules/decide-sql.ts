import { gateJoin, gateReason } from '../consent/gate/gate.ts';

/*
 * The decision of all rules on a message, in SQL: the gate (consent, blocks), and deferrals by `:deferred`, which is
 * `Deferrals` as JSON. The alias `a` is the gate's input, with an `id`.
 */

/** Returns joins for `c` and `s` of the gate, and `h`: the deferrals. */
export const rulesJoin = (a: string): string => `${gateJoin(a)}
  left join jsonb_to_recordset(:deferred::jsonb) as h(id uuid, why text, until timestamptz, zone text) on h.id = ${a}.id`;

/** Returns SQL for the reason of a refusal; null when the message may go, now or at `h.until`. */
export const rulesReason = (a: string): string =>
  `coalesce(${gateReason(a)}, case when h.until is null then h.why end)`;
