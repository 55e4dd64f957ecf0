import type { CampaignStatus } from '#domain/campaigns/contract.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { createCampaignActivities } from '../campaigns/index.ts';
import type { ActivityDeps } from '../deps.ts';

/** The next step of a campaign. `people` is the audience including excluded people; lanes split it. */
export type CampaignAdvance =
  | { step: 'wait'; waitMs: number }
  | { step: 'send'; lanes: number; people: number }
  | { step: 'done'; status: CampaignStatus };

/** While paused nothing happens until somebody acts, so the next look may be late. */
const PAUSED_LOOK = 24 * 3_600_000;

/** All steps of the retired workflow `campaign` except the lanes: does whatever is due. */
export function createAdvanceCampaign(deps: ActivityDeps) {
  const steps = createCampaignActivities(deps);
  return async (input: ProcessInputs['campaign']): Promise<CampaignAdvance> => {
    let now = await steps.reconcileCampaign(input);
    if (now.status === 'scheduled' && now.waitMs === 0) now = await steps.freezeAudience(input);
    if (now.status === 'sending' && now.queued === 0) now = await steps.finishCampaign(input);
    switch (now.status) {
      case 'scheduled':
        return { step: 'wait', waitMs: now.waitMs };
      case 'paused':
        return { step: 'wait', waitMs: PAUSED_LOOK };
      case 'sending':
        return now.waitMs > 0
          ? { step: 'wait', waitMs: now.waitMs }
          : { step: 'send', lanes: now.lanes, people: now.people };
      case 'canceled':
        await steps.cancelUnsent(input);
        return { step: 'done', status: 'canceled' };
      default:
        return { step: 'done', status: now.status };
    }
  };
}
