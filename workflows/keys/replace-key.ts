import { continueAsNew, proxyActivities, sleep } from '@temporalio/workflow';
import type { ProcessInputs, Standing } from '#domain/processes.ts';
import { WAITS_FOR_KEPT, WAITS_FOR_USE, WAITS_FOR_WRITERS } from '#domain/keys/steps.contract.ts';
import type { KeyActivities } from '../../activities/keys/index.ts';
import { isLong } from '../long-run.ts';
import { createStanding } from '../standing.ts';

type Step =
  | 'announced'
  | 'moving_values'
  | 'waiting_for_writers'
  | 'keeping_the_old_version'
  | 'ending'
  | 'ended';

const { takeUpRotation, endRotation } = proxyActivities<KeyActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});
const { moveValues } = proxyActivities<KeyActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  summary: 'Encrypt what is left with the new version',
});

/**
 * Replaces a key of an organisation. The new version is announced, then used. For a data key, values under the old
 * version are re-encrypted until a whole pass finds none. The old version of a signing key is kept for a set time,
 * that of a seal key for ever.
 */
export async function replaceKey(
  input: ProcessInputs['key-rotation'],
  before?: Standing,
): Promise<{ status: string }> {
  const standing = createStanding<Step>('announced', before);

  let key = await takeUpRotation(input);
  while (key.waitMs > 0) {
    const kept = key.status === 'keeping';
    standing.enter(kept ? 'keeping_the_old_version' : 'announced', {
      waitingFor: [kept ? WAITS_FOR_KEPT : WAITS_FOR_USE],
      withinMs: key.waitMs,
    });
    await sleep(key.waitMs, { summary: kept ? 'The old version goes then' : 'It is used then' });
    key = await takeUpRotation(input);
  }
  if (key.status === 'completed' || key.status === 'failed') return ended(key.status);

  if (key.kind === 'data') {
    standing.enter('moving_values');
    for (let moved = await moveValues(input); moved.again; moved = await moveValues(input)) {
      if (moved.waitMs > 0) {
        const withinMs = moved.waitMs;
        standing.enter('waiting_for_writers', { waitingFor: [WAITS_FOR_WRITERS], withinMs });
        await sleep(withinMs, { summary: 'Nobody writes with the old version after that' });
        standing.enter('moving_values');
      }
      if (isLong()) await continueAsNew<typeof replaceKey>(input, standing.carried);
    }
  }
  standing.enter('ending');
  await endRotation(input);
  return ended('completed');

  function ended(status: string): { status: string } {
    standing.enter('ended');
    return { status };
  }
}
