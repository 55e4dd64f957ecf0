import { may } from './moves.ts';

/*
 * Statements that stop messages before their hand-over, and statements that queue stopped messages again. Each ends with
 * its `where` clause: the caller adds with `and` which messages are meant, then `returning`.
 */

const CANCELED = `status = 'canceled', claim = null, held = null, not_before = null, updated_at = now()`;

/** Cancels messages. @param from a relation that the caller's conditions use */
export const cancelSql = (reason: string, from?: string): string => `
  update messages m set ${CANCELED}, reason = '${reason}'
  ${from ? `from ${from} ` : ''}where m.tenant_id = :tenant and ${may('cancel')}`;

/** Excludes recipients that no claim can find any more. */
export const excludeSql = (reason: string): string => `
  update messages m set status = 'excluded', reason = '${reason}', updated_at = now()
  where m.tenant_id = :tenant and ${may('exclude')}`;

/** Queues failed messages with this reason again, with all their attempts. */
export const requeueSql = (reason: string): string => `
  update messages m set status = 'queued', reason = null, error_code = null, claim = null, not_before = null,
    attempts = 0, updated_at = now()
  where m.tenant_id = :tenant and ${may('requeue')} and m.reason = '${reason}'`;

/** Makes deferred messages due, so that the changed rules decide about them. */
export const recheckSql = `
  update messages m set not_before = null, updated_at = now()
  where m.tenant_id = :tenant and ${may('recheck')} and m.held is not null`;

/** Restores the status `:type` of messages that were handed over after the backup, at the latest at `:moment`. */
export const restoreHandOverSql = (reason: string): string => `
  update messages m set claim = null, held = null, not_before = null, updated_at = now(), reason = '${reason}',
    -- What waited for consent was sent by a consent that this database does not have.
    status = case when m.consent_event_id is null then 'canceled' else :type end,
    sent_at = case when :type in ('sent', 'delivered')
      then coalesce(m.sent_at, :moment::timestamptz) else m.sent_at end
  where m.tenant_id = :tenant and ${may('restoreHandOver')}`;

/** Marks messages uncertain that may have been handed over after the last journal. @param from as in `cancelSql` */
export const restoreUncertainSql = (reason: string, from: string): string => `
  update messages m set status = 'uncertain', reason = '${reason}', claim = null, updated_at = now()
  from ${from} where m.tenant_id = :tenant and ${may('restoreUncertain')}`;

/** Cancels messages of campaigns that had ended by the time of the journal. */
export const restoreCanceledSql = (reason: string): string => `
  update messages m set ${CANCELED}, reason = '${reason}'
  where m.tenant_id = :tenant and ${may('restoreCanceled')}`;
