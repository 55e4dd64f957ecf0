import { workflowInfo } from '@temporalio/workflow';

/** Of one run, where the server does not ask for a new one sooner. Replays stay short. */
const MOST_EVENTS = 800;

/** Whether this run's history is long enough: a process that may run for years then continues as new. */
export const isLong = (): boolean => {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > MOST_EVENTS;
};
