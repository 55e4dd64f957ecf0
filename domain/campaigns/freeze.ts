import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Campaign } from '#models/campaign.ts';
import { recordAudit } from '../audit/record.ts';
import { gateJoin, gateReason } from '../consent/gate/gate.ts';
import type { Context, Services } from '../context.ts';
import { audienceSql } from './audience-sql.ts';
import { placeSql } from '../message-ledger/place.ts';
import { onCampaign, timeLeft, type CampaignStands } from './stands.ts';
import { textsByLocale } from './texts.ts';
import type { CampaignRow } from './view.ts';

/**
 * Begins a campaign whose time has come and fixes its audience. Changes nothing before that time, nor if it is paused
 * or has begun.
 */
export const freezeAudience = (
  services: Services,
  ctx: Context,
  input: { id: string; run: number },
): Promise<CampaignStands> =>
  onCampaign(services, ctx, input, async (trx, row) => {
    if (row.status === 'scheduled' && timeLeft(trx, row) === 0) await freeze(trx, ctx, row);
  });

/**
 * Writes the whole audience in one statement: recipients with the consent they rest on, excluded people with the
 * reason, each with the language. In the order in which contacts were created, which is how they and their consents
 * lie on disk.
 */
async function freeze(trx: Trx, ctx: Context, row: CampaignRow): Promise<void> {
  const people = await audienceSql(trx, row);
  const texts = await textsByLocale(trx, row.template_version_id ?? '');
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    placeSql(
      'campaign',
      `(select x.tenant_id, ?::uuid as campaign_id, row_number() over (order by x.contact_id) as ordinal,
         x.contact_id, x.channel, x.purpose_id, x.address_bidx,
         coalesce((?::jsonb ->> x.locale)::uuid, ?::uuid) as template_version_id,
         case when x.reason is null then 'queued' else 'excluded' end as status, x.reason,
         case when x.reason is null then x.warrant end as consent_event_id
       from (select a.*, ${gateReason('a')} as reason, c.granted_event_id as warrant
         from (${people.sql}) a ${gateJoin('a')}) x)`,
    ),
    [row.id, JSON.stringify(texts.byLocale), texts.other, ...people.bindings],
  );
  const now = timeOf(trx);
  await Campaign.query(trx)
    .where({ id: row.id })
    .patch({
      status: 'sending',
      started_at: now,
      audience_frozen_at: now,
      version: row.version + 1,
      updated_at: now,
    });
  await recordAudit(trx, ctx, {
    action: 'campaign.started',
    entityType: 'campaign',
    entityId: row.id,
    detail: { audience: rowCount, template_version_id: row.template_version_id },
  });
}
