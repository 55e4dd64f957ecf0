import type { Trx } from '#lib/db.ts';
import { gateJoin, gateReason } from '../consent/gate/gate.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { quietHoursOf, type Recipient } from '../message-rules/deferrals.ts';
import { rulesInForce } from '../message-rules/in-force.ts';
import type { Sql } from './audience-sql.ts';
import { MOST_LOOKED_AT } from './looked-at.ts';
import type { CampaignRow } from './view.ts';

/** Who would wait for quiet hours at a moment; of a sample, if it has more recipients. */
export type QuietNow = { looked_at: number; waiting: number; until: Date | null };
/** The same at a later time, at which it is to be sent. */
export type QuietLater = QuietNow & { at: Date };

/**
 * Returns who would wait for quiet hours, were it sent now and at a later time; null when no rule applies to the
 * campaign.
 * @param people the audience, as the gate's alias `a`
 * @param later null: only now is asked about
 */
export async function quietNow(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  campaign: CampaignRow,
  people: Sql,
  later: Date | null,
): Promise<{ now: QuietNow | null; later: QuietLater | null }> {
  const { rules, now } = await rulesInForce(trx, ctx);
  const { category }: { category: string } = await trx('purposes')
    .where({ id: campaign.purpose_id })
    .first('category');
  const kind = { channel: campaign.channel, marketing: category === 'marketing' };
  if (!rules.isQuiet(kind)) return { now: null, later: null };
  const { rows } = await trx.raw<{ rows: Recipient[] }>(
    `select a.channel, c.id as consent_id, c.address_enc, k2.id as contact_id, k2.time_zone, k2.fields_enc,
       k2.phone_enc
     from (${people.sql}) a ${gateJoin('a')}
     join contacts k2 on k2.tenant_id = a.tenant_id and k2.id = a.contact_id
     where ${gateReason('a')} is null order by k2.id limit ?`,
    [...people.bindings, MOST_LOOKED_AT],
  );
  const waitsAt = (at: Date): QuietNow => {
    const ends = rows.flatMap((row) => {
      const hours = quietHoursOf(ctx, keys, { rules, now: at }, row);
      return hours.open ? [] : [hours.until.getTime()];
    });
    const until = ends.length ? new Date(Math.min(...ends)) : null;
    return { looked_at: rows.length, waiting: ends.length, until };
  };
  return { now: waitsAt(now), later: later && { at: later, ...waitsAt(later) } };
}
