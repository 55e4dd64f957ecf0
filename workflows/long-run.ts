import { workflowInfo } from '@temporalio/workflow';

/** Events of a run after which the next one goes on: few enough that what follows a wait fits in before any limit. */
const LONG = 500;

/**
 * Whether this run's history is long enough. A wait that may be ended again and again (by signals, or because what
 * it waits for is not there yet) asks it each time, and continues as new.
 */
export function isLong(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength >= LONG;
}
