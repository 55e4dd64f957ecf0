import type { Trx } from '#lib/db.ts';
import { gateJoin, gateReason } from '../consent/gate/gate.ts';
import type { Context } from '../context.ts';
import { covers, roomAt, type Use } from '../message-rules/caps.ts';
import { rulesInForce } from '../message-rules/in-force.ts';
import type { Sql } from './audience-sql.ts';
import { MOST_LOOKED_AT } from './looked-at.ts';
import type { CampaignRow } from './view.ts';

/**
 * Who has no room under a frequency cap now; of a sample, if it has more recipients. `over`: whether their messages wait
 * or are not sent. `until`: when the first of them could go out.
 */
export type CapsNow = {
  looked_at: number;
  waiting: number;
  until: Date | null;
  over: 'hold' | 'refuse';
};

/** Returns who would be over a frequency cap, were it sent now; null when no cap covers the campaign. */
export async function capsNow(
  trx: Trx,
  ctx: Context,
  campaign: CampaignRow,
  people: Sql,
): Promise<CapsNow | null> {
  const { rules, now } = await rulesInForce(trx, ctx);
  const { category }: { category: string } = await trx('purposes')
    .where({ id: campaign.purpose_id })
    .first('category');
  const message = { id: '', purposeId: campaign.purpose_id, channel: campaign.channel };
  if (category !== 'marketing' || !rules.caps.some((cap) => covers(cap, message))) return null;
  const { rows } = await trx.raw<{ rows: { uses: Use[] | null }[] }>(
    `select f.uses from (${people.sql}) a ${gateJoin('a')}
     left join frequency_uses f on f.tenant_id = a.tenant_id and f.channel = a.channel
       and f.address_bidx = a.address_bidx
     where ${gateReason('a')} is null order by a.contact_id limit ?`,
    [...people.bindings, MOST_LOOKED_AT],
  );
  const ends = rows.flatMap(({ uses }) => {
    const until = roomAt(rules.caps, uses ?? [], message, now);
    return until ? [until.getTime()] : [];
  });
  return {
    looked_at: rows.length,
    waiting: ends.length,
    until: ends.length && rules.over === 'hold' ? new Date(Math.min(...ends)) : null,
    over: rules.over,
  };
}
