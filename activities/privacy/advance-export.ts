import { Context } from '@temporalio/activity';
import { advanceExport, type ExportProgress } from '#domain/privacy/export/build.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

export const createAdvanceExport =
  ({ services, processors = [] }: ActivityDeps) =>
  (input: ProcessInputs['privacy-export']): Promise<ExportProgress> => {
    const activity = Context.current();
    return advanceExport(services, activityContext(input), input.id, {
      processors,
      progress: () => {
        activity.cancellationSignal.throwIfAborted();
        activity.heartbeat();
      },
    });
  };
