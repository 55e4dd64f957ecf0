import { heedRefusal } from '#domain/messaging/heed-refusal.ts';
import { advanceRequest, type RequestProgress } from '#domain/privacy/requests/advance.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { afterRest } from '../after-rest.ts';
import { activityContext } from '../context.ts';
import { STATUS } from '../send-once.ts';
import type { ActivityDeps } from '../deps.ts';
import { handOver } from '../hand-over.ts';

export const createAdvanceRequest =
  (deps: ActivityDeps) =>
  (input: ProcessInputs['privacy-request']): Promise<RequestProgress> =>
    afterRest(() =>
      advanceRequest(deps.services, activityContext(input), input.id, async (answer) => {
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
        return STATUS[outcome.status];
      }),
    );
