import type { Trx } from '#lib/db.ts';
import { conflict, invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Campaign } from '#models/campaign.ts';
import { refuseHeld } from '../holds/in-force.ts';
import { recordAudit } from '../audit/record.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import type { Context, Services } from '../context.ts';
import { mustMatch, type IfMatch } from '../if-match.ts';
import { postSignal } from '../process-outbox/post.ts';
import { findTemplate } from '../templates/read.ts';
import { audienceSql } from './audience-sql.ts';
import { NOBODY, type CampaignPatch, type NewCampaign } from './contract.ts';
import { loadCampaign } from './read.ts';
import { mustAllow, mustAllowFields } from './rules.ts';
import { campaignView, type CampaignRow, type CampaignView } from './view.ts';
import { assertAhead } from './when.ts';

/** Creates a draft. @throws AppError invalid (purpose, template_id, audience, scheduled_at) */
export async function createCampaign(
  services: Services,
  ctx: Context,
  input: NewCampaign,
): Promise<CampaignView> {
  return services.db.withTenant(ctx, async (trx) => {
    const id = ctx.resourceId ?? newId();
    if (await Campaign.query(trx).findOne({ id })) return campaignView(await loadCampaign(trx, id));
    assertAhead(trx, 'scheduled_at', input.scheduled_at);
    const { purpose: ref, ...rest } = input;
    const purpose = await purposeNamed(trx, ref);
    await assertTemplate(trx, input.template_id ?? null, input.channel);
    await assertAudience(trx, {
      channel: input.channel,
      purpose_id: purpose.id,
      audience: input.audience ?? NOBODY,
    });
    await Campaign.query(trx).insert({
      tenant_id: ctx.tenantId,
      id,
      name: rest.name,
      channel: rest.channel,
      purpose_id: purpose.id,
      template_id: rest.template_id ?? null,
      variables: rest.variables ?? {},
      audience: rest.audience ?? NOBODY,
      rate_per_sec: rest.rate_per_sec ?? null,
      scheduled_at: rest.scheduled_at ?? null,
      created_by: ctx.actor.id,
    });
    await recordAudit(trx, ctx, {
      action: 'campaign.created',
      entityType: 'campaign',
      entityId: id,
    });
    return campaignView(await loadCampaign(trx, id));
  });
}

/**
 * Changes the named fields.
 * @param ifMatch the version the caller has seen
 * @throws AppError not_found, precondition_failed (changed meanwhile), conflict (not a draft any more), invalid
 */
export async function updateCampaign(
  services: Services,
  ctx: Context,
  id: string,
  patch: CampaignPatch,
  ifMatch: IfMatch | undefined,
): Promise<CampaignView> {
  return services.db.withTenant(ctx, async (trx) => {
    const row = await loadCampaign(trx, id, true);
    mustMatch('this campaign', row, ifMatch);
    const named = Object.keys(patch);
    mustAllowFields(row, named);
    await moveTime(trx, ctx, row, patch);
    await tellRate(trx, ctx, row, patch);
    const { purpose: ref, ...rest } = patch;
    const purpose_id = ref === undefined ? row.purpose_id : (await purposeNamed(trx, ref)).id;
    const channel = patch.channel ?? row.channel;
    const template_id = patch.template_id === undefined ? row.template_id : patch.template_id;
    await assertTemplate(trx, template_id, channel);
    await assertAudience(trx, { channel, purpose_id, audience: patch.audience ?? row.audience });
    await Campaign.query(trx)
      .where({ id })
      .patch({ ...rest, purpose_id, version: row.version + 1, updated_at: timeOf(trx) });
    await recordAudit(trx, ctx, {
      action: 'campaign.updated',
      entityType: 'campaign',
      entityId: id,
      detail: { fields: named },
    });
    return campaignView(await loadCampaign(trx, id));
  });
}

/** Deletes a draft that has messaged nobody. @throws AppError not_found, conflict */
export async function deleteCampaign(
  services: Services,
  ctx: Context,
  id: string,
  ifMatch?: IfMatch,
): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const row = await loadCampaign(trx, id, true);
    mustAllow(row, 'delete');
    mustMatch('this campaign', row, ifMatch);
    await refuseHeld(trx, { campaignId: id });
    if (await trx('legal_holds').where({ campaign_id: id }).first('id')) {
      throw conflict('This campaign was under a legal hold and cannot be deleted');
    }
    if (await trx('messages').where({ campaign_id: id }).first('id')) {
      throw conflict('This campaign has recipients in the ledger and cannot be deleted');
    }
    await Campaign.query(trx).where({ id }).delete();
    await recordAudit(trx, ctx, {
      action: 'campaign.deleted',
      entityType: 'campaign',
      entityId: id,
    });
  });
}

/** Moves the time, which must be in the future, and signals the process of an approved campaign. */
async function moveTime(
  trx: Trx,
  ctx: Context,
  { status, workflow_id }: CampaignRow,
  { scheduled_at }: CampaignPatch,
): Promise<void> {
  if (scheduled_at === undefined) return;
  assertAhead(trx, 'scheduled_at', scheduled_at);
  if (status === 'draft') return;
  if (scheduled_at === null) {
    throw invalidField(
      'scheduled_at',
      'must be a time; to send now, schedule it with "at": "now"; to remove the time, unschedule it',
    );
  }
  if (workflow_id) await postSignal(trx, ctx, 'campaign', [workflow_id], 'rescheduled', {});
}

/** Signals a new rate to the process, which shows it; lanes read it with their next claim. */
async function tellRate(
  trx: Trx,
  ctx: Context,
  { status, workflow_id }: CampaignRow,
  { rate_per_sec: ratePerSec }: CampaignPatch,
): Promise<void> {
  if (ratePerSec === undefined || status === 'draft' || !workflow_id) return;
  await postSignal(trx, ctx, 'campaign', [workflow_id], 'rateChanged', { ratePerSec });
}

async function assertTemplate(
  trx: Trx,
  id: string | null,
  channel: 'sms' | 'email',
): Promise<void> {
  if (id === null) return;
  const row = await findTemplate(trx, id);
  if (!row || row.archived_at) throw invalidField('template_id', 'is not one of your templates');
  if (row.channel !== channel)
    throw invalidField('template_id', `is a template for ${row.channel}`);
}

/** Checks that segments and contacts belong to the tenant, with the same query that will select the people. */
async function assertAudience(trx: Trx, target: Parameters<typeof audienceSql>[1]): Promise<void> {
  await audienceSql(trx, target);
  const ids = target.audience.contact_ids;
  if (!ids.length) return;
  const { rows } = await trx.raw<{ rows: { known: number }[] }>(
    'select count(*)::int as known from contacts where id = any(?::uuid[])',
    [[...new Set(ids)]],
  );
  if (rows[0]?.known !== new Set(ids).size) {
    throw invalidField('audience.contact_ids', 'names an unknown contact');
  }
}
