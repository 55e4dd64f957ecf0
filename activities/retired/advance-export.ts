import { advanceExport } from '#domain/privacy/export/advance.ts';
import type { CopyStands } from '#domain/privacy/export/end-copy.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** The one step of the retired workflow `privacyExport`. */
export const createAdvanceExport =
  ({ services, processors = [] }: ActivityDeps) =>
  (input: ProcessInputs['privacy-export']): Promise<CopyStands> =>
    withHeartbeat<CopyStands, { bytes: number }>((progress) =>
      advanceExport(services, activityContext(input), input.id, {
        processors,
        progress: (bytes) => progress({ bytes }),
      }),
    );
