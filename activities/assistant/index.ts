import { AppError } from '#lib/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import { createCallModel } from './call-model.ts';
import type { AssistantMeans } from './means.ts';
import { createReserveCall } from './reserve-call.ts';
import { createSettleCall } from './settle-call.ts';
import { createTellOwners } from './tell-owners.ts';

export function createAssistantActivities(deps: ActivityDeps) {
  const means = deps.assistant ?? NONE;
  return {
    reserveCall: createReserveCall(deps, means),
    callModel: createCallModel(deps, means),
    settleCall: createSettleCall(deps, means),
    tellOwners: createTellOwners(deps),
  };
}
export type AssistantActivities = ReturnType<typeof createAssistantActivities>;

const missing = (): never => {
  throw new AppError('invalid', 'This worker has no language model');
};

/** For a worker that is made without any: every call is refused before anything is asked. */
const NONE: AssistantMeans = {
  installation: null,
  internalAllowed: false,
  adapterFor: missing,
  countTokens: missing,
  countTextTokens: missing,
  priceOf: () => undefined,
};
