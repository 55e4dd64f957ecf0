import { gateJoin, gateReason, type GateReason, type ToldReason } from '../consent/gate/gate.ts';
import type { Context, Services } from '../context.ts';
import { viewEach } from '../addresses/view-each.ts';
import { contactView } from '../contacts/view.ts';
import type { Contact } from '#models/contact.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { gateReasonFor } from '../messaging/rules.ts';
import { audienceSql } from './audience-sql.ts';
import { capsNow, type CapsNow } from './caps-now.ts';
import { quietNow, type QuietLater, type QuietNow } from './quiet-now.ts';
import { loadCampaign } from './read.ts';

export type AudiencePreview = {
  total: number;
  included: number;
  excluded: number;
  /** As far as the caller may know them. */
  reasons: { reason: ToldReason; count: number }[];
  sample: { id: string; name: string | null; address: string | null }[];
  quiet_hours: QuietNow | null;
  quiet_hours_later: QuietLater | null;
  frequency_caps: CapsNow | null;
};

const SAMPLE = 5;

/**
 * Returns who would get a campaign now, who would not, and why. It uses the query of the freeze, so that the two
 * cannot differ. Counts add up: included + excluded = total. The sample is for callers who may read contacts.
 * @param at when it is to be sent, for its quiet hours; by default its scheduled time
 */
export async function previewAudience(
  services: Services,
  ctx: Context,
  id: string,
  at?: Date,
): Promise<AudiencePreview> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const campaign = await loadCampaign(trx, id);
    const people = await audienceSql(trx, campaign);
    const planned = at ?? campaign.scheduled_at;
    const later = planned && planned > timeOf(trx) ? planned : null;
    const quiet = await quietNow(trx, ctx, keys, campaign, people, later);
    const caps = await capsNow(trx, ctx, campaign, people);
    const { rows } = await trx.raw<{ rows: { reason: GateReason | null; count: number }[] }>(
      `select reason, count(*)::int as count from (
         select ${gateReason('a')} as reason from (${people.sql}) a ${gateJoin('a')}) x
       group by reason order by count desc`,
      people.bindings,
    );
    const mayRead = ctx.permissions.has('contacts:read');
    const sample = await trx.raw<{ rows: Contact[] }>(
      `select k2.* from (${people.sql}) a ${gateJoin('a')}
       join contacts k2 on k2.tenant_id = a.tenant_id and k2.id = a.contact_id
       where ${gateReason('a')} is null order by k2.id limit ?`,
      [...people.bindings, mayRead ? SAMPLE : 0],
    );
    const included = rows.find((row) => row.reason === null)?.count ?? 0;
    const reasons = toldReasons(ctx, rows);
    const excluded = reasons.reduce((sum, r) => sum + r.count, 0);
    return {
      total: included + excluded,
      included,
      excluded,
      reasons,
      sample: viewEach(keys, sample.rows, contactView).map((seen) => {
        return {
          id: seen.id,
          name: seen.name,
          address: campaign.channel === 'sms' ? seen.phone : seen.email,
        };
      }),
      quiet_hours: quiet.now,
      quiet_hours_later: quiet.later,
      frequency_caps: caps,
    };
  });
}

/** Returns the reasons with their counts, as far as this caller may know them: blocks of all kinds may be one. */
function toldReasons(
  ctx: Context,
  rows: readonly { reason: GateReason | null; count: number }[],
): { reason: ToldReason; count: number }[] {
  const counts = new Map<ToldReason, number>();
  for (const { reason, count } of rows) {
    if (reason === null) continue;
    const told = gateReasonFor(ctx, reason);
    counts.set(told, (counts.get(told) ?? 0) + count);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .toSorted((a, b) => b.count - a.count);
}
