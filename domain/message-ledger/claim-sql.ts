import { may, type To } from './moves.ts';

/*
 * Statements that claim messages and give them back. Each reads the decisions from a relation of the caller with the
 * columns `id`, `refusal` (null: allowed), `until` (null: now) and `why` (the reason to wait). Each ends with its `where`
 * clause, so the caller can add conditions with `and`, then `returning`.
 */

/** How to find the rows: by key, or also by `row_ctid` if the statement has locked them, which needs no index. */
export type FoundBy = 'id' | 'ctid';

const found = (by: FoundBy): string =>
  `${by === 'ctid' ? 'm.ctid = d.row_ctid and ' : ''}m.tenant_id = :tenant and m.id = d.id`;

/**
 * Claims allowed messages as `:claim` and refuses the others. `decided` also has `granted_event_id`.
 * @param also further columns to set, as `name = expression`
 */
export const claimSql = (
  decided: string,
  refused: To<'claim'>,
  by: FoundBy = 'id',
  also = '',
): string => `
  update messages m set ${also ? `${also}, ` : ''}updated_at = now(), reason = coalesce(d.refusal, m.reason),
    held = null, not_before = null,
    status = case when d.refusal is null then 'sending' else '${refused}' end,
    claim = case when d.refusal is null then :claim::uuid end,
    attempts = m.attempts + (d.refusal is null)::int,
    consent_event_id = case when d.refusal is null then d.granted_event_id else m.consent_event_id end
  from ${decided} d where ${found(by)} and ${may('claim')} and (d.refusal is not null or d.until is null)`;

/** Defers queued messages that are allowed, but not yet. */
export const deferSql = (decided: string, by: FoundBy = 'id'): string => `
  update messages m set held = d.why, not_before = d.until, updated_at = now()
  from ${decided} d where ${found(by)} and ${may('defer')} and d.refusal is null and d.until is not null`;

const GIVEN_BACK = `claim = null, attempts = m.attempts - 1, updated_at = now()`;

/** Refuses claimed messages that are no longer allowed. */
export const refuseSql = (decided: string): string => `
  update messages m set status = 'refused', reason = d.refusal, ${GIVEN_BACK}
  from ${decided} d where ${found('id')} and ${may('refuse')} and d.refusal is not null`;

/** Queues claimed messages again that have to wait. `decided` also has `rests`: their sender rests. */
export const postponeSql = (decided: string): string => `
  update messages m set status = 'queued', held = d.why, not_before = d.until, ${GIVEN_BACK}
  from ${decided} d where ${found('id')} and ${may('postpone')} and d.refusal is null
    and (d.until is not null or d.rests)`;

/** Queues claimed messages again whose hand-over was not begun. @param from a relation that selects them */
export const releaseSql = (from: string): string => `
  update messages m set status = 'queued', ${GIVEN_BACK}
  from ${from} where m.tenant_id = :tenant and ${may('release')}`;
