import { endCopy, type CopyStands } from '#domain/privacy/export/end-copy.ts';
import { makeCopy } from '#domain/privacy/export/make-copy.ts';
import { requestStands } from '#domain/privacy/requests/stands.ts';
import { watchMonth } from '#domain/privacy/requests/watch-month.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { createErasureActivities } from './erasure-steps.ts';
import { createTellPerson } from './tell-person.ts';

type Request = ProcessInputs['privacy-request'];
type Copy = ProcessInputs['privacy-export'];

export const createPrivacyActivities = (deps: ActivityDeps) => ({
  ...createErasureActivities(deps),
  /** Returns the standing of a request; null when it is gone. */
  lookAtRequest: (input: Request) => requestStands(deps.services, activityContext(input), input.id),
  /**
   * Records when the end of its month is near, or over.
   * @returns milliseconds until the next such time
   */
  watchMonth: (input: Request) => watchMonth(deps.services, activityContext(input), input.id),
  tellPerson: createTellPerson(deps),
  makeCopy: (input: Copy) =>
    withHeartbeat<CopyStands, { bytes: number }>((progress) =>
      makeCopy(deps.services, activityContext(input), input.id, {
        processors: deps.processors ?? [],
        progress: (bytes) => progress({ bytes }),
      }),
    ),
  endCopy: (input: Copy) => endCopy(deps.services, activityContext(input), input.id),
});
export type PrivacyActivities = ReturnType<typeof createPrivacyActivities>;
