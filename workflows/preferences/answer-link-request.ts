import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { PreferenceActivities } from '../../activities/preferences/index.ts';
import { createStanding } from '../standing.ts';

type Step = 'sending_link' | 'ended';

const { sendPreferencesLink } = proxyActivities<PreferenceActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  summary: 'Hand the link to the provider, unless nobody is known there',
});

/**
 * Answers a request for the link to somebody's preferences: sends it to the given address if that address is known.
 */
export async function answerLinkRequest(
  input: ProcessInputs['preferences-link'],
): Promise<{ sent: boolean }> {
  const standing = createStanding<Step>('sending_link');
  const sent = await sendPreferencesLink(input);
  standing.enter('ended');
  return { sent };
}
