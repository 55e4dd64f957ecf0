import type { ActivityDeps } from '../deps.ts';
import { createAdvanceVerification } from './advance-verification.ts';

export const createVerificationActivities = (deps: ActivityDeps) => ({
  advanceVerification: createAdvanceVerification(deps),
});
export type VerificationActivities = ReturnType<typeof createVerificationActivities>;
