import type { ProcessInputs } from '#domain/processes.ts';
import {
  countSuppressionImport,
  importSuppressionRows,
  tidySuppressionImport,
  type SuppressionImportRun,
} from '#domain/suppressions/import/run.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

type Input = ProcessInputs['suppression-import'];
/** Progress, in heartbeats. */
type Rows = { rows: number };

export const createSuppressionActivities = ({ services }: Pick<ActivityDeps, 'services'>) => ({
  countSuppressionRows: (input: Input): Promise<{ total: number }> =>
    withHeartbeat<{ total: number }, Rows>((progress) =>
      countSuppressionImport(services, activityContext(input), input.id, (rows) =>
        progress({ rows }),
      ),
    ),
  importSuppressionRows: (input: Input): Promise<void> =>
    withHeartbeat<void, Rows>((progress) =>
      importSuppressionRows(services, activityContext(input), input.id, (rows) =>
        progress({ rows }),
      ),
    ),
  tidySuppressionImport: (input: Input): Promise<SuppressionImportRun> =>
    tidySuppressionImport(services, activityContext(input), input.id),
});
export type SuppressionActivities = ReturnType<typeof createSuppressionActivities>;
