import { workflowInfo } from '@temporalio/workflow';

/**
 * History length at which a run continues as new: small enough that the events after a wait still fit under every
 * limit.
 */
const LONG = 500;

/**
 * Returns whether this run's history is long enough to continue as new. Check it after every wait that may repeat
 * (signals arrive, or the awaited thing is not there yet).
 */
export function isLong(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength >= LONG;
}
