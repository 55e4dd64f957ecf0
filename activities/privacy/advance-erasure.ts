import { Context } from '@temporalio/activity';
import { advanceErasure, type ErasureProgress } from '#domain/privacy/erasure/advance.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

export const createAdvanceErasure =
  ({ services, sms }: ActivityDeps) =>
  (input: ProcessInputs['privacy-erasure']): Promise<ErasureProgress> => {
    const activity = Context.current();
    const { forget } = sms;
    return advanceErasure(services, activityContext(input), input.id, {
      ...(forget ? { forgetText: (id: string) => forget.call(sms, id) } : {}),
      progress: () => {
        activity.cancellationSignal.throwIfAborted();
        activity.heartbeat();
      },
    });
  };
