import type { ProcessInputs } from '#domain/processes.ts';
import {
  runSuppressionImport,
  type SuppressionImportRun,
} from '#domain/suppressions/import/run.ts';
import { beating } from '../beating.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

export const createSuppressionActivities = ({ services }: Pick<ActivityDeps, 'services'>) => ({
  importSuppressions: (input: ProcessInputs['suppression-import']): Promise<SuppressionImportRun> =>
    beating((progress) =>
      runSuppressionImport(services, activityContext(input), input.id, progress),
    ),
});
export type SuppressionActivities = ReturnType<typeof createSuppressionActivities>;
