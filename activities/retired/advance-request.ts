import { advanceRequest, type RequestProgress } from '#domain/privacy/requests/advance.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { afterRest } from '../after-rest.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { teller } from '../privacy/tell-person.ts';

/** The one step of the retired workflow `privacyRequest`. */
export const createAdvanceRequest =
  (deps: ActivityDeps) =>
  (input: ProcessInputs['privacy-request']): Promise<RequestProgress> =>
    afterRest(() =>
      advanceRequest(deps.services, activityContext(input), input.id, teller(deps, input)),
    );
