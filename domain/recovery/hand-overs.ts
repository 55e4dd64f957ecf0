import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { HANDED_OVER } from './journal.ts';

export const HANDED_OVER_ACTION = 'messages.handed_over';

/** RFC 3339; `until` is exclusive. */
export type HandOverWindow = { since: string; until: string };

/** A result is committed within moments of its hand-over; one that commits later than this may be missed. */
const LATE = "interval '30 seconds'";

/**
 * Returns the smallest id of a time: a version 7 id begins with its milliseconds, so a time maps to a position in the
 * primary key.
 */
const idFrom = (time: string): string =>
  `(lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid`;

/** The tenant of the transaction. */
const TENANT = "(select nullif(current_setting('app.tenant_id', true), '')::uuid)";

/**
 * Hand-overs in a window as `id` (its time), `message_id` and `type`: by their events, and by the batches of campaigns,
 * whose messages have no event when they were simply sent.
 */
const handedSql = (since: string, upto: string): string => `
  select e.id, e.message_id, e.type from message_events e
  where e.tenant_id = ${TENANT} and e.id >= ${idFrom(since)} and e.id < ${idFrom(upto)}
    and e.type in (${HANDED_OVER.map((type) => `'${type}'`).join(', ')})
  union all
  select b.id, m.id, 'sent' from campaign_batches b
  join messages m on m.tenant_id = b.tenant_id and m.campaign_id = b.campaign_id
    and m.ordinal between b.from_ordinal and b.to_ordinal and m.handed_over_at = b.handed_over_at
  where b.tenant_id = ${TENANT} and b.id >= ${idFrom(since)} and b.id < ${idFrom(upto)}`;

/**
 * Records in the audit log that messages were handed over since the last record. Otherwise there would be nothing to
 * seal while a campaign runs and nothing else happens. The journal beside the seal lists the messages: after a
 * restore they are known to be sent.
 * @returns how many events of hand-overs there were
 */
export async function noteHandOvers(services: Services, ctx: Context): Promise<number> {
  return services.db.withTenant(ctx, async (trx) => {
    const before: { until: string } | undefined = await trx('audit_log')
      .where({
        entity_type: 'hand_over',
        entity_id: ctx.tenantId,
        action: HANDED_OVER_ACTION,
      })
      .orderBy('seq', 'desc')
      .first(trx.raw(`detail ->> 'until' as until`));
    const { rows } = await trx.raw<{ rows: { since: Date; until: Date; count: number }[] }>(
      `with clock as (
         select clock_timestamp() as until, coalesce(:before::timestamptz, clock_timestamp() - interval '1 hour') as since
       )
       select since, until, (select count(*) from (${handedSql('since', 'until')}) h)::int as count from clock`,
      { before: before?.until ?? null },
    );
    const [found] = rows;
    if (!found?.count) return 0;
    await recordAudit(trx, ctx, {
      action: HANDED_OVER_ACTION,
      entityType: 'hand_over',
      entityId: ctx.tenantId,
      detail: {
        events: found.count,
        since: found.since.toISOString(),
        until: found.until.toISOString(),
      },
    });
    return found.count;
  });
}

/** Returns the messages of windows by their last status. */
export async function handOversIn(
  trx: Trx,
  windows: readonly HandOverWindow[],
): Promise<Map<string, string[]>> {
  const byType = new Map<string, string[]>();
  if (!windows.length) return byType;
  const { rows } = await trx.raw<{ rows: { type: string; id: string }[] }>(
    `select distinct on (h.message_id) h.message_id as id, h.type
     from unnest(:since::timestamptz[], :upto::timestamptz[]) as w(since, upto)
     cross join lateral (${handedSql(`w.since - ${LATE}`, 'w.upto')}) h
     order by h.message_id, h.id desc`,
    { since: windows.map((w) => w.since), upto: windows.map((w) => w.until) },
  );
  for (const { type, id } of rows) {
    const ids = byType.get(type);
    if (ids) ids.push(id);
    else byType.set(type, [id]);
  }
  return byType;
}
