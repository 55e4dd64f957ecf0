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
 * Consents that end, of every organisation: those whose time is over are ended, those whose time is near are asked for
 * once more. Then what only a worker can put into an index, since it has the keys. Begun by a schedule each hour.
 */
export async function endConsents(): Promise<{ expired: number; asked: number }> {
  const standing = createStanding<Step>('going_through_organizations');
  // Side by side: what is in trouble with one organisation is tried again, and keeps nobody else waiting.
  const [expired, asked] = await Promise.all([
    expireConsents(),
    askToStay(),
    indexNumbers(),
    indexNames(),
  ]);
  standing.enter('ended', { counts: { expired, asked } });
  return { expired, asked };
}
