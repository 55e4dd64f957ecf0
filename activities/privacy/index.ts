import type { ActivityDeps } from '../deps.ts';
import { createAdvanceExport } from './advance-export.ts';
import { createAdvanceErasure } from './advance-erasure.ts';
import { createAdvanceRequest } from './advance-request.ts';

export const createPrivacyActivities = (deps: ActivityDeps) => ({
  advanceExport: createAdvanceExport(deps),
  advanceRequest: createAdvanceRequest(deps),
  advanceErasure: createAdvanceErasure(deps),
});
export type PrivacyActivities = ReturnType<typeof createPrivacyActivities>;
