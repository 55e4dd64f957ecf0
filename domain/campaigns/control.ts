import type { Trx } from '#lib/db.ts';
import { AppError, conflict } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Campaign } from '#models/campaign.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { mustMatch, type IfMatch } from '../if-match.ts';
import { postSignal, postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import { assertReady } from './assert-ready.ts';
import { postalAddressOf } from './checks.ts';
import { loadCampaign } from './read.ts';
import { queueRefused } from './refused.ts';
import { DONE, mustAllow, type CampaignAction } from './rules.ts';
import { campaignView, type CampaignRow, type CampaignView } from './view.ts';
import { hasPassed, timeToSend } from './when.ts';

/** Acts that change a campaign's state; its content is changed in edit.ts. */
type Act = Exclude<CampaignAction, 'edit' | 'delete'>;

/**
 * Approves a campaign for the given time, the time it has, or now. A campaign that was approved and has not begun is
 * moved to the new time, with the text that was approved.
 * @param at undefined: the draft's own time; now when it has none
 * @param ifMatch the version the caller has seen; that of a draft changes with the text of its template
 * @param reviewed the version of the template that the caller has read
 * @throws AppError not_found, conflict, invalid naming everything that is missing, precondition_failed, unavailable
 */
export async function scheduleCampaign(
  services: Services,
  ctx: Context,
  id: string,
  at: Date | 'now' | undefined,
  ifMatch?: IfMatch,
  reviewed?: number,
): Promise<CampaignView> {
  await services.processes.ping();
  const row = await change(services, ctx, id, ifMatch, 'schedule', async (trx, found) => {
    const scheduled_at = timeToSend(trx, at, found.scheduled_at);
    if (found.status !== 'draft') {
      await assertReviewed(trx, found.template_version_id, reviewed);
      await driveOn(trx, ctx, found, 'rescheduled', { again: found.failure !== null });
      return { status: 'scheduled', scheduled_at, failure: null };
    }
    const template_version_id = await assertReady(trx, ctx, found);
    await assertReviewed(trx, template_version_id, reviewed);
    await assertPostalAddress(trx, services, found);
    const run = found.run + 1;
    const workflow_id = workflowId('campaign', ctx.tenantId, id, run);
    await postStart(trx, ctx, 'campaign', workflow_id, { tenantId: ctx.tenantId, id, run });
    return { status: 'scheduled', scheduled_at, template_version_id, run, workflow_id };
  });
  return campaignView(row);
}

/** Refuses to send another text than the one that was reviewed. @throws AppError conflict */
async function assertReviewed(
  trx: Trx,
  versionId: string | null,
  reviewed: number | undefined,
): Promise<void> {
  if (reviewed === undefined || versionId === null) return;
  const { version }: { version: number } = await trx('template_versions')
    .where({ id: versionId })
    .first('version');
  if (version === reviewed) return;
  throw new AppError('conflict', 'The text has changed since it was reviewed; read it again', {
    errors: [{ path: 'template_version', message: `is not what would go out: version ${version}` }],
    extra: { reason: 'text_changed' },
  });
}

/** Checks the postal address; development only warns, in the checklist. @throws AppError conflict */
async function assertPostalAddress(
  trx: Trx,
  services: Pick<Services, 'production'>,
  row: CampaignRow,
): Promise<void> {
  if (!services.production || (await postalAddressOf(trx, row)) !== 'missing') return;
  throw conflict(
    'Marketing mail must name your postal address; set `postal_address` of the organization first',
  );
}

/**
 * Pauses a campaign between two batches; what the provider has already stays sent. @throws AppError not_found,
 * conflict
 */
export const pauseCampaign = (
  services: Services,
  ctx: Context,
  id: string,
  ifMatch?: IfMatch,
): Promise<CampaignView> =>
  steer(services, ctx, id, ifMatch, 'pause', 'paused', () => ({ status: 'paused' }));

/**
 * Resumes a campaign where it stopped; one that had not begun waits for its time again. Recipients refused because of
 * the sender, which paused it, are tried again.
 * @throws AppError not_found, conflict; also for one whose time passed before it began: it would begin at once
 */
export async function resumeCampaign(
  services: Services,
  ctx: Context,
  id: string,
  ifMatch?: IfMatch,
): Promise<CampaignView> {
  const row = await change(services, ctx, id, ifMatch, 'resume', async (trx, found) => {
    if (!found.audience_frozen_at && hasPassed(trx, found.scheduled_at)) {
      throw conflict(
        'Its start time passed while it was paused. Schedule it again, for later or for now',
      );
    }
    if (found.failure !== null) await queueRefused(trx, ctx, id);
    await driveOn(trx, ctx, found, 'resumed', { again: true });
    return { status: found.audience_frozen_at ? 'sending' : 'scheduled', failure: null };
  });
  return campaignView(row);
}

/** Returns an approved campaign that has not begun to draft: nothing is sent. @throws AppError not_found, conflict */
export const unscheduleCampaign = (
  services: Services,
  ctx: Context,
  id: string,
  ifMatch?: IfMatch,
): Promise<CampaignView> =>
  steer(services, ctx, id, ifMatch, 'unschedule', 'unscheduled', () => ({
    status: 'draft',
    template_version_id: null,
    workflow_id: null,
    failure: null,
  }));

/** Cancels a campaign; remaining recipients get nothing. @throws AppError not_found, conflict */
export const cancelCampaign = (
  services: Services,
  ctx: Context,
  id: string,
  ifMatch?: IfMatch,
): Promise<CampaignView> =>
  steer(services, ctx, id, ifMatch, 'cancel', 'canceled', (now) => ({
    status: 'canceled',
    finished_at: now,
  }));

/**
 * Wakes the campaign's process, and restarts one that was lost.
 * @param again also restarts one that has ended: it may have failed for a cause that was fixed since
 */
async function driveOn(
  trx: Trx,
  ctx: Context,
  { id, run, workflow_id }: CampaignRow,
  what: 'resumed' | 'rescheduled',
  options: { again: boolean },
): Promise<void> {
  if (!workflow_id) return;
  await postStart(trx, ctx, 'campaign', workflow_id, { tenantId: ctx.tenantId, id, run }, options);
  await postSignal(trx, ctx, 'campaign', [workflow_id], what, {});
}

/** Runs an act that only changes the row, and signals its process. */
async function steer(
  services: Services,
  ctx: Context,
  id: string,
  ifMatch: IfMatch | undefined,
  act: Act,
  what: 'paused' | 'unscheduled' | 'canceled',
  patch: (now: Date) => Partial<Campaign>,
): Promise<CampaignView> {
  const row = await change(services, ctx, id, ifMatch, act, async (trx, { workflow_id }) => {
    if (workflow_id) await postSignal(trx, ctx, 'campaign', [workflow_id], what, {});
    return patch(timeOf(trx));
  });
  return campaignView(row);
}

/** Runs one act on a locked campaign, with its audit row. */
function change(
  services: Services,
  ctx: Context,
  id: string,
  ifMatch: IfMatch | undefined,
  act: Act,
  decide: (trx: Trx, row: CampaignRow) => Promise<Partial<Campaign>>,
): Promise<CampaignRow> {
  return services.db.withTenant(ctx, async (trx) => {
    const row = await loadCampaign(trx, id, true);
    mustAllow(row, act);
    mustMatch(row.status === 'draft' ? 'this campaign or its text' : 'this campaign', row, ifMatch);
    const patch = await decide(trx, row);
    await Campaign.query(trx)
      .where({ id })
      .patch({ ...patch, version: row.version + 1, updated_at: timeOf(trx) });
    await recordAudit(trx, ctx, {
      action: `campaign.${DONE[act]}`,
      entityType: 'campaign',
      entityId: id,
      detail: { from: row.status, to: patch.status ?? row.status },
    });
    return loadCampaign(trx, id);
  });
}
