import { countImport, importRows } from '#domain/contact-imports/run.ts';
import { tidyImport, type ImportRun } from '#domain/contact-imports/tidy.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

type Input = ProcessInputs['import'];
/** Progress, in heartbeats. */
type Rows = { rows: number };

export const createContactActivities = ({ services }: Pick<ActivityDeps, 'services'>) => ({
  countContactRows: (input: Input): Promise<{ total: number }> =>
    withHeartbeat<{ total: number }, Rows>((progress) =>
      countImport(services, activityContext(input), input.id, (rows) => progress({ rows })),
    ),
  importContactRows: (input: Input): Promise<ImportRun> =>
    withHeartbeat<ImportRun, Rows>((progress) =>
      importRows(services, activityContext(input), input.id, (rows) => progress({ rows })),
    ),
  tidyContactImport: (input: Input): Promise<ImportRun> =>
    tidyImport(services, activityContext(input), input.id),
});
export type ContactActivities = ReturnType<typeof createContactActivities>;
