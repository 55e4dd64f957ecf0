import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import { WAITS_FOR_USE } from '#domain/password-resets/steps.contract.ts';
import type { ProcessInputs, ProcessSignals } from '#domain/processes.ts';
import type { IdentityActivities } from '../../activities/identity/index.ts';
import { createStanding } from '../standing.ts';

type News = ProcessSignals['password-reset'];
export const linkUsed = defineSignal<[News['linkUsed']]>('linkUsed');

type Step = 'mailing_link' | 'waiting_for_use' | 'telling' | 'ended';

const { mailResetLink, tellPasswordChanged, endPasswordReset } =
  proxyActivities<IdentityActivities>({
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  });

/**
 * Follows a request for a new password: mails the link, waits an hour for its use, and tells the person that their
 * password was changed. The password itself is changed where the link is used, not here. For an address that is nobody's
 * it ends at once.
 */
export async function resetPassword(
  input: ProcessInputs['password-reset'],
): Promise<{ told: boolean }> {
  const standing = createStanding<Step>('mailing_link');
  let used = false;
  setHandler(linkUsed, () => {
    used = true;
  });

  const { waitMs } = await mailResetLink(input);
  let told = false;
  if (waitMs > 0) {
    standing.enter('waiting_for_use', { waitingFor: [WAITS_FOR_USE], withinMs: waitMs });
    await condition(() => used, waitMs, { summary: 'The link works until then' });
    // The signal may have been lost: the row says whether the link was used.
    standing.enter('telling');
    ({ told } = await tellPasswordChanged(input));
  }
  await endPasswordReset(input);
  standing.enter('ended');
  return { told };
}
