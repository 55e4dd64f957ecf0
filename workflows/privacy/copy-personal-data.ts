import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { ProcessInputs, ProcessSignals, Standing } from '#domain/processes.ts';
import { WAITS_FOR_COPY_END } from '#domain/privacy/steps.contract.ts';
import type { PrivacyActivities } from '../../activities/privacy/index.ts';
import { isLong } from '../long-run.ts';
import { createStanding } from '../standing.ts';

type News = ProcessSignals['privacy-export'];
export const copyRevoked = defineSignal<[News['copyRevoked']]>('copyRevoked');

type Step = 'making_the_copy' | 'ready' | 'taking_it_away' | 'ended';

const { makeCopy } = proxyActivities<PrivacyActivities>({
  startToCloseTimeout: '2 hours',
  // After this time the server sees that a worker was killed; another one starts the file again.
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  summary: 'Put everything about the person into one encrypted file',
});
const { endCopy } = proxyActivities<PrivacyActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  summary: 'Take the file away if its time is over, or somebody has revoked it',
});

/** Runs one copy of everything about a person: makes it, keeps it available for a while, then removes it. */
export async function copyPersonalData(
  input: ProcessInputs['privacy-export'],
  before?: Standing,
): Promise<{ status: string }> {
  const standing = createStanding<Step>('making_the_copy', before);
  let revoked = false;
  setHandler(copyRevoked, () => {
    revoked = true;
  });

  let copy = await makeCopy(input);
  while (copy.status === 'ready') {
    const withinMs = Math.max(copy.waitMs, 1);
    standing.enter('ready', { waitingFor: [WAITS_FOR_COPY_END], withinMs });
    await condition(() => revoked || isLong(), withinMs, { summary: 'The copy goes then' });
    if (isLong()) await continueAsNew<typeof copyPersonalData>(input, standing.carried);
    revoked = false;
    standing.enter('taking_it_away');
    copy = await endCopy(input);
  }
  standing.enter('ended');
  return { status: copy.status };
}
