import { concludeOptIn } from '#domain/opt-in/conclude-opt-in.ts';
import { stopMessages } from '#domain/consent/stop-messages.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { advanceReview } from '#domain/reviews/advance.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { createAdvanceCohorts } from './advance-cohorts.ts';
import { createConfirm } from './confirm.ts';

export const createConsentActivities = (deps: ActivityDeps) => ({
  concludeOptIn: (input: ProcessInputs['opt-in']) =>
    concludeOptIn(deps.services, activityContext(input), input.id),
  confirmOptIn: createConfirm(deps, 'confirmation'),
  stopMessages: (input: ProcessInputs['opt-out']) =>
    stopMessages(deps.services, activityContext(input), input.id),
  advanceCohorts: createAdvanceCohorts(deps),
  advanceReview: (input: ProcessInputs['review']) =>
    advanceReview(deps.services, activityContext(input), input.id),
  confirmOptOut: createConfirm(deps, 'opt_out_confirmation'),
});
export type ConsentActivities = ReturnType<typeof createConsentActivities>;
