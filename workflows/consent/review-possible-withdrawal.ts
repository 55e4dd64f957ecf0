import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { ProcessInputs, ProcessSignals } from '#domain/processes.ts';
import type { ReviewStatus } from '#domain/reviews/contract.ts';
import { WAITS_FOR_DECISION, WAITS_FOR_READER } from '#domain/reviews/steps.contract.ts';
import type { ConsentActivities } from '../../activities/consent/index.ts';
import { createStanding } from '../standing.ts';

type News = ProcessSignals['review'];
export const reviewDecided = defineSignal<[News['reviewDecided']]>('reviewDecided');

type Step = 'waiting_for_decision' | 'escalated' | 'ended';

const patience = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
} as const;
const { readReviewClock } = proxyActivities<ConsentActivities>({
  ...patience,
  summary: 'Read when its legal end is',
});
const { escalateReview } = proxyActivities<ConsentActivities>({
  ...patience,
  summary: 'Say that the legal end is near',
});
const { withdrawUndecided } = proxyActivities<ConsentActivities>({
  ...patience,
  summary: 'Nobody has decided: take the words for a withdrawal',
});

/**
 * Runs the legal deadline of a text that may be a withdrawal (47 CFR 64.1200(a)(10)). Somebody reads it and decides.
 * Near the deadline colleagues are reminded once; at the deadline the text counts as a withdrawal. Decisions are made
 * in the database (domain/reviews/decide.ts); a signal reports them here. A message that nobody has understood only
 * waits for a reader: nobody is reminded, and at the end it lapses.
 */
export async function reviewPossibleWithdrawal(
  input: ProcessInputs['review'],
): Promise<{ status: ReviewStatus | string }> {
  const standing = createStanding<Step>('waiting_for_decision');
  const decided: { status?: string } = {};
  setHandler(reviewDecided, ({ status }) => {
    decided.status = status;
  });
  const somebodyDecides = (withinMs: number, summary: string): Promise<boolean> =>
    condition(() => decided.status !== undefined, Math.max(withinMs, 1), { summary });

  let clock = await readReviewClock(input);
  const isOpen = (): boolean => clock.status === 'open' && decided.status === undefined;
  while (isOpen() && !clock.escalated) {
    standing.enter('waiting_for_decision', {
      waitingFor: [WAITS_FOR_DECISION],
      withinMs: clock.dueInMs,
    });
    if (await somebodyDecides(clock.escalateInMs, 'The legal end is near then')) break;
    clock = await escalateReview(input);
  }
  while (isOpen()) {
    const unclear = clock.kind === 'unclear';
    standing.enter(unclear ? 'waiting_for_decision' : 'escalated', {
      waitingFor: [unclear ? WAITS_FOR_READER : WAITS_FOR_DECISION],
      withinMs: clock.dueInMs,
    });
    if (await somebodyDecides(clock.dueInMs, 'The legal end')) break;
    clock = await withdrawUndecided(input);
  }
  standing.enter('ended');
  return { status: decided.status ?? clock.status };
}
