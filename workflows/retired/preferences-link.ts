import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { PreferenceActivities } from '../../activities/preferences/index.ts';

const { sendPreferencesLink } = proxyActivities<PreferenceActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** Sends a person the link to their preferences, which they asked for. */
export async function preferencesLink(
  input: ProcessInputs['preferences-link'],
): Promise<{ sent: boolean }> {
  return { sent: await sendPreferencesLink(input) };
}
