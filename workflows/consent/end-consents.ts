import { proxyActivities } from '@temporalio/workflow';
import type { ConsentActivities } from '../../activities/consent/index.ts';
import { createStanding } from '../standing.ts';

type Step = 'going_through_organizations' | 'ended';

const patience = {
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes' },
} as const;
const { expireConsents } = proxyActivities<ConsentActivities>({
  ...patience,
  summary: 'End the consents whose time is over',
});
const { askToStay } = proxyActivities<ConsentActivities>({
  ...patience,
  summary: 'Ask those whose consent ends soon',
});
const { indexNumbers } = proxyActivities<ConsentActivities>({
  ...patience,
  summary: 'Put phone numbers into the index of who knows them',
});
const { indexNames } = proxyActivities<ConsentActivities>({
  ...patience,
  summary: 'Put names into the index of the search',
});

/**
 * Ends expired consents of every organisation, and asks the people whose consent ends soon to renew it. Then fills
 * the indexes that only a worker can fill, because it has the keys. A schedule starts it every hour.
 */
export async function endConsents(): Promise<{ expired: number; asked: number }> {
  const standing = createStanding<Step>('going_through_organizations');
  // In parallel: a step that fails for one organisation is retried and does not delay the other steps.
  const [expired, asked] = await Promise.all([
    expireConsents(),
    askToStay(),
    indexNumbers(),
    indexNames(),
  ]);
  standing.enter('ended', { counts: { expired, asked } });
  return { expired, asked };
}
