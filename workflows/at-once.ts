import { isCancellation } from '@temporalio/workflow';

/**
 * Runs a step as one attempt inside the workflow task, which adds one event to the history instead of six. If that
 * fails, runs it as a normal activity with retries.
 * @param once the step as a local activity with one attempt
 * @param patiently the same step as a normal activity with retries
 */
export async function atOnce<T>(once: () => Promise<T>, patiently: () => Promise<T>): Promise<T> {
  try {
    return await once();
  } catch (error) {
    if (isCancellation(error)) throw error;
    return patiently();
  }
}
