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

const HANDED = `type in (${HANDED_OVER.map((type) => `'${type}'`).join(', ')})`;

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
       select since, until, (select count(*) from message_events e
         where e.tenant_id = :tenant and e.id >= ${idFrom('since')} and e.id < ${idFrom('until')} and ${HANDED})::int as count
       from clock`,
      { tenant: ctx.tenantId, before: before?.until ?? null },
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
    `select distinct on (e.message_id) e.message_id as id, e.type
     from unnest(:since::timestamptz[], :upto::timestamptz[]) as w(since, upto)
     join message_events e on e.id >= ${idFrom(`w.since - ${LATE}`)} and e.id < ${idFrom('w.upto')}
     where e.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid) and ${HANDED}
     order by e.message_id, e.id desc`,
    { since: windows.map((w) => w.since), upto: windows.map((w) => w.until) },
  );
  for (const { type, id } of rows) {
    const ids = byType.get(type);
    if (ids) ids.push(id);
    else byType.set(type, [id]);
  }
  return byType;
}
