import { throttleOf } from '#domain/messaging/rules.ts';
import { heedRefusal } from '#domain/messaging/heed-refusal.ts';
import { tellPerson, type Tell } from '#domain/privacy/requests/tell-person.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { afterRest } from '../after-rest.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { handOver } from '../hand-over.ts';
import { STATUS } from '../send-once.ts';

/** Tells the person the result of their request, at most once. */
export const createTellPerson =
  (deps: ActivityDeps) =>
  (input: ProcessInputs['privacy-request']): Promise<void> =>
    afterRest(() =>
      tellPerson(deps.services, activityContext(input), input.id, teller(deps, input)),
    );

/** Returns a function that hands over the answer to a request. */
export const teller =
  (deps: ActivityDeps, input: ProcessInputs['privacy-request']): Tell =>
  async (answer) => {
    const outcome = await handOver(deps, {
      ...answer,
      messageId: answer.requestId,
      reference: { tenantId: input.tenantId, kind: 'message', id: answer.requestId },
      headers: { 'Auto-Submitted': 'auto-replied' },
    });
    await heedRefusal(deps.services, activityContext(input), outcome, {
      channel: answer.channel,
      address: answer.to,
      evidence: { request_id: answer.requestId },
    });
    return throttleOf([outcome]) ? 'deferred' : STATUS[outcome.status];
  };
