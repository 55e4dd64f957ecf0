import { cancelUnsent } from '#domain/campaigns/cancel-unsent.ts';
import { finishCampaign } from '#domain/campaigns/finish.ts';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { reconcileCampaign } from '#domain/campaigns/reconcile.ts';
import type { CampaignStands } from '#domain/campaigns/stands.ts';
import type { Context, Services } from '#domain/context.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { createSendLane } from './send-lane.ts';

type Step = (
  services: Services,
  ctx: Context,
  input: { id: string; run: number },
) => Promise<CampaignStands>;

export function createCampaignActivities(deps: ActivityDeps) {
  /** Each step is one transaction. For a large audience it takes seconds, so it sends heartbeats. */
  const step = (work: Step) => (input: ProcessInputs['campaign']) =>
    withHeartbeat(() => work(deps.services, activityContext(input), input));
  return {
    freezeAudience: step(freezeAudience),
    sendLane: createSendLane(deps),
    reconcileCampaign: step(reconcileCampaign),
    finishCampaign: step(finishCampaign),
    cancelUnsent: step(cancelUnsent),
  };
}
export type CampaignActivities = ReturnType<typeof createCampaignActivities>;
