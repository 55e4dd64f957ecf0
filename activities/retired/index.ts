import type { ActivityDeps } from '../deps.ts';
import { createAdvanceOptIn } from './advance-opt-in.ts';
import { createAdvanceVerification } from './advance-verification.ts';

/** Activities of workflows in workflows/retired: kept until no history needs them. */
export const createRetiredActivities = (deps: ActivityDeps) => ({
  advanceOptIn: createAdvanceOptIn(deps),
  advanceVerification: createAdvanceVerification(deps),
});
export type RetiredActivities = ReturnType<typeof createRetiredActivities>;
