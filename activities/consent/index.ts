import { concludeOptIn } from '#domain/opt-in/conclude-opt-in.ts';
import { stopMessages } from '#domain/consent/withdraw/stop-messages.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { escalateReview, readReviewClock, withdrawUndecided } from '#domain/reviews/clock.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import {
  createAskToStay,
  createExpireConsents,
  createIndexNames,
  createIndexNumbers,
} from './cohorts.ts';
import { createConfirm } from './confirm.ts';

export const createConsentActivities = (deps: ActivityDeps) => ({
  concludeOptIn: (input: ProcessInputs['opt-in']) =>
    concludeOptIn(deps.services, activityContext(input), input.id),
  confirmOptIn: createConfirm(deps, 'confirmation'),
  stopMessages: (input: ProcessInputs['opt-out']) =>
    stopMessages(deps.services, activityContext(input), input.id),
  confirmOptOut: createConfirm(deps, 'opt_out_confirmation'),
  readReviewClock: (input: ProcessInputs['review']) =>
    readReviewClock(deps.services, activityContext(input), input.id),
  escalateReview: (input: ProcessInputs['review']) =>
    escalateReview(deps.services, activityContext(input), input.id),
  withdrawUndecided: (input: ProcessInputs['review']) =>
    withdrawUndecided(deps.services, activityContext(input), input.id),
  expireConsents: createExpireConsents(deps),
  askToStay: createAskToStay(deps),
  indexNumbers: createIndexNumbers(deps),
  indexNames: createIndexNames(deps),
});
export type ConsentActivities = ReturnType<typeof createConsentActivities>;
