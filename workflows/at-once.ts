import { isCancellation } from '@temporalio/workflow';

/**
 * Tries once inside the workflow task, which adds one event instead of six; where that fails, with patience.
 * @param once a local activity, tried once
 * @param patiently the same one as an activity of its own, tried again and again
 */
export async function atOnce<T>(once: () => Promise<T>, patiently: () => Promise<T>): Promise<T> {
  try {
    return await once();
  } catch (error) {
    if (isCancellation(error)) throw error;
    return patiently();
  }
}
