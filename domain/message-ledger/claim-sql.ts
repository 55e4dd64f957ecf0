import { may, type To } from './moves.ts';

/*
 * Claiming, and giving back. A statement reads what was decided from a relation of its caller: `id`, `refusal` (null:
 * it may go), `until` (null: now), `why` it waits. It ends in its `where`: the caller may narrow it by `and`, and says
 * what it returns.
 */

/** How rows are found: by the key, or by `ctid` as well where the statement has locked them: that needs no index. */
export type FoundBy = 'id' | 'ctid';

const found = (by: FoundBy): string =>
  `${by === 'ctid' ? 'm.ctid = d.row_ctid and ' : ''}m.tenant_id = :tenant and m.id = d.id`;

/** Of `decided`, which has `granted_event_id` too: ours as `:claim`, or refused with the reason. */
export const claimSql = (decided: string, refused: To<'claim'>, by: FoundBy = 'id'): string => `
  update messages m set updated_at = now(), reason = coalesce(d.refusal, m.reason), held = null, not_before = null,
    status = case when d.refusal is null then 'sending' else '${refused}' end,
    claim = case when d.refusal is null then :claim::uuid end,
    attempts = m.attempts + (d.refusal is null)::int,
    consent_event_id = case when d.refusal is null then d.granted_event_id else m.consent_event_id end
  from ${decided} d where ${found(by)} and ${may('claim')} and (d.refusal is not null or d.until is null)`;

/** Of `decided`: those that may go, but not yet. */
export const deferSql = (decided: string, by: FoundBy = 'id'): string => `
  update messages m set held = d.why, not_before = d.until, updated_at = now()
  from ${decided} d where ${found(by)} and ${may('defer')} and d.refusal is null and d.until is not null`;

const GIVEN_BACK = `claim = null, attempts = m.attempts - 1, updated_at = now()`;

/** Of `decided`: what was claimed and may not go any more. */
export const refuseSql = (decided: string, refused: To<'refuse'>, by: FoundBy = 'id'): string => `
  update messages m set status = '${refused}', reason = d.refusal, ${GIVEN_BACK}
  from ${decided} d where ${found(by)} and ${may('refuse')} and d.refusal is not null`;

/** Of `decided`: what was claimed and has to wait again. `rests`, where it has that: until its sender may send. */
export const postponeSql = (decided: string, { rests, by = 'id' }: { rests: boolean; by?: FoundBy }): string => `
  update messages m set status = 'queued', held = d.why, not_before = d.until, ${GIVEN_BACK}
  from ${decided} d where ${found(by)} and ${may('postpone')} and d.refusal is null
    and ${rests ? '(d.until is not null or d.rests)' : 'd.until is not null'}`; // prettier-ignore

/** What was claimed and of which nobody has anything. */
export const releaseSql = (from?: string): string => `
  update messages m set status = 'queued', ${GIVEN_BACK}
  ${from ? `from ${from} ` : ''}where m.tenant_id = :tenant and ${may('release')}`;
