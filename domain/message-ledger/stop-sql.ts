import { may } from './moves.ts';

/*
 * Stopping what has not been handed over, and letting go again what was stopped. Each ends in its `where`: the caller
 * narrows it by `and` to the messages that are meant, and says what it returns.
 */

const CANCELED = `status = 'canceled', claim = null, held = null, not_before = null, updated_at = now()`;

/** @param from a relation that says which; named in what the caller adds */
export const cancelSql = (reason: string, from?: string): string => `
  update messages m set ${CANCELED}, reason = '${reason}'
  ${from ? `from ${from} ` : ''}where m.tenant_id = :tenant and ${may('cancel')}`;

/** A recipient whom no claim will find any more. */
export const excludeSql = (reason: string): string => `
  update messages m set status = 'excluded', reason = '${reason}', updated_at = now()
  where m.tenant_id = :tenant and ${may('exclude')}`;

/** Those who were refused for this reason get another turn, with all attempts. */
export const requeueSql = (reason: string): string => `
  update messages m set status = 'queued', reason = null, error_code = null, claim = null, not_before = null,
    attempts = 0, updated_at = now()
  where m.tenant_id = :tenant and ${may('requeue')} and m.reason = '${reason}'`;

/** What the rules of before have deferred is decided by those of now. */
export const recheckSql = `
  update messages m set not_before = null, updated_at = now()
  where m.tenant_id = :tenant and ${may('recheck')} and m.held is not null`;

/** What is known of a message that was handed over after the backup: `:type`, at the latest at `:moment`. */
export const restoreHandOverSql = (reason: string): string => `
  update messages m set claim = null, held = null, not_before = null, updated_at = now(), reason = '${reason}',
    -- What waited for consent went by one that is not known here.
    status = case when m.consent_event_id is null then 'canceled' else :type end,
    sent_at = case when :type in ('sent', 'delivered')
      then coalesce(m.sent_at, :moment::timestamptz) else m.sent_at end
  where m.tenant_id = :tenant and ${may('restoreHandOver')}`;

/** What may have been handed over since the last journal. @param from a relation that says which */
export const restoreUncertainSql = (reason: string, from: string): string => `
  update messages m set status = 'uncertain', reason = '${reason}', claim = null, updated_at = now()
  from ${from} where m.tenant_id = :tenant and ${may('restoreUncertain')}`;

/** Those of a campaign that had ended by the time of the journal. */
export const restoreCanceledSql = (reason: string): string => `
  update messages m set ${CANCELED}, reason = '${reason}'
  where m.tenant_id = :tenant and ${may('restoreCanceled')}`;
