import type { ActivityDeps } from '../deps.ts';
import { createAdvanceRetention } from './advance-retention.ts';
import { createBeginRetention } from './begin-retention.ts';

export const createRetentionActivities = (deps: Pick<ActivityDeps, 'services'>) => ({
  advanceRetention: createAdvanceRetention(deps),
  beginRetention: createBeginRetention(deps),
});
export type RetentionActivities = ReturnType<typeof createRetentionActivities>;
