import type { ActivityDeps } from '../deps.ts';
import { createAdvanceErasure } from './advance-erasure.ts';

export const createPrivacyActivities = (deps: ActivityDeps) => ({
  advanceErasure: createAdvanceErasure(deps),
});
export type PrivacyActivities = ReturnType<typeof createPrivacyActivities>;
