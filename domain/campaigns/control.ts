import type { Trx } from '#lib/db.ts';
import { conflict } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Campaign } from '#models/campaign.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { mustMatch } from '../if-match.ts';
import { postNews } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import { wake } from '../wake.ts';
import { assertReady } from './assert-ready.ts';
import { postalAddressOf } from './checks.ts';
import { loadCampaign } from './read.ts';
import { queueRefused } from './refused.ts';
import { DONE, mustAllow, type CampaignAction } from './rules.ts';
import { campaignView, type CampaignRow, type CampaignView } from './view.ts';
import { hasPassed, timeToSend } from './when.ts';

/** What moves a campaign from state to state; its words are changed in edit.ts. */
type Act = Exclude<CampaignAction, 'edit' | 'delete'>;

/**
 * Approves a campaign: it goes out at the time given, at the one it has, or now. One that was approved and has not
 * begun is moved to the new time, with the text that was approved.
 * @param at undefined: the draft's own time; now when it has none
 * @param ifMatch the version the caller has seen
 * @throws AppError not_found, conflict, invalid naming everything that is missing, precondition_failed, unavailable
 */
export async function scheduleCampaign(
  services: Services,
  ctx: Context,
  id: string,
  at: Date | 'now' | undefined,
  ifMatch?: number,
): Promise<CampaignView> {
  await services.processes.ping();
  let again = false;
  const row = await change(services, ctx, id, 'schedule', async (trx, found) => {
    // Its process may have failed for good, and what it failed of was mended since.
    again = found.failure !== null;
    mustMatch('this campaign', found, ifMatch);
    const scheduled_at = timeToSend(trx, at, found.scheduled_at);
    if (found.status !== 'draft') return { status: 'scheduled', scheduled_at, failure: null };
    const template_version_id = await assertReady(trx, found);
    await assertPostalAddress(trx, services, found);
    const run = found.run + 1;
    const workflow_id = workflowId('campaign', ctx.tenantId, id, run);
    return { status: 'scheduled', scheduled_at, template_version_id, run, workflow_id };
  });
  return setGoing(services, ctx, row, { again });
}

/** Development only warns, at the checklist. @throws AppError conflict */
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

/** Stops between two chunks; what is at the provider stays there. @throws AppError not_found, conflict */
export const pauseCampaign = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<CampaignView> => steer(services, ctx, id, 'pause', () => ({ status: 'paused' }));

/**
 * Goes on where it stopped; one that had not begun waits for its time again. Who was refused because of the sender,
 * which stopped it, is tried again.
 * @throws AppError not_found, conflict; so is one whose time has passed before it began: it would begin at once
 */
export async function resumeCampaign(
  services: Services,
  ctx: Context,
  id: string,
): Promise<CampaignView> {
  const row = await change(services, ctx, id, 'resume', async (trx, found) => {
    if (!found.audience_frozen_at && hasPassed(trx, found.scheduled_at)) {
      throw conflict(
        'Its time passed while it was paused. Schedule it again, for later or for now',
      );
    }
    if (found.failure !== null) await queueRefused(trx, ctx, id);
    return { status: found.audience_frozen_at ? 'sending' : 'scheduled', failure: null };
  });
  // Its process may have failed for good, and what it failed of was mended since.
  return setGoing(services, ctx, row, { again: true });
}

/** Takes an approved campaign that has not begun back to its draft: nothing goes out. @throws AppError not_found, conflict */
export const unscheduleCampaign = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<CampaignView> =>
  steer(services, ctx, id, 'unschedule', () => ({
    status: 'draft',
    template_version_id: null,
    workflow_id: null,
    failure: null,
  }));

/** Ends it; whoever has not been messaged will not be. @throws AppError not_found, conflict */
export const cancelCampaign = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<CampaignView> =>
  steer(services, ctx, id, 'cancel', (now) => ({ status: 'canceled', finished_at: now }));

/** Starts the campaign's process, or wakes it; one that was lost is brought back. */
async function setGoing(
  services: Services,
  ctx: Context,
  row: CampaignRow,
  options: { again?: boolean } = {},
): Promise<CampaignView> {
  const { id, run, workflow_id } = row;
  await services.processes.start(
    'campaign',
    workflow_id ?? '',
    { tenantId: ctx.tenantId, id, run },
    options,
  );
  await wake(services, [workflow_id ?? '']);
  return campaignView(row);
}

/** An act that only changes the row; the process looks at it as soon as it is woken. */
async function steer(
  services: Services,
  ctx: Context,
  id: string,
  act: Act,
  patch: (now: Date) => Partial<Campaign>,
): Promise<CampaignView> {
  const row = await change(services, ctx, id, act, async (trx, { workflow_id }) => {
    if (workflow_id) await postNews(trx, ctx, 'campaign', [workflow_id], 'changed', {});
    return patch(timeOf(trx));
  });
  return campaignView(row);
}

/** One act on a locked campaign, with its audit row. */
function change(
  services: Services,
  ctx: Context,
  id: string,
  act: Act,
  decide: (trx: Trx, row: CampaignRow) => Promise<Partial<Campaign>>,
): Promise<CampaignRow> {
  return services.db.withTenant(ctx, async (trx) => {
    const row = await loadCampaign(trx, id, true);
    mustAllow(row, act);
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
