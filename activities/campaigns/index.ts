import { advanceCampaign } from '#domain/campaigns/advance.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { createSendLane } from './send-lane.ts';

export const createCampaignActivities = (deps: ActivityDeps) => ({
  advanceCampaign: (input: ProcessInputs['campaign']) =>
    advanceCampaign(deps.services, activityContext(input), input),
  sendLane: createSendLane(deps),
});
export type CampaignActivities = ReturnType<typeof createCampaignActivities>;
