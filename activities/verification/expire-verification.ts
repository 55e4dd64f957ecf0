import type { ProcessInputs } from '#domain/processes.ts';
import { expireVerification } from '#domain/verification/expire.ts';
import type { CodeStanding } from '#domain/verification/time-left.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** Ends a verification whose time is over, and returns its standing. */
export const createExpireVerification =
  ({ services }: ActivityDeps) =>
  (input: ProcessInputs['verification']): Promise<CodeStanding> =>
    expireVerification(services, activityContext(input), input.id);
