import { runImport } from '#domain/contact-imports/run.ts';
import type { ImportRun } from '#domain/contact-imports/tidy.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import {
  runSuppressionImport,
  type SuppressionImportRun,
} from '#domain/suppressions/import/run.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** The one step of the retired workflow `contactImport`. */
export const createImportContacts =
  ({ services }: Pick<ActivityDeps, 'services'>) =>
  (input: ProcessInputs['import']): Promise<ImportRun> =>
    withHeartbeat((progress) =>
      runImport(services, activityContext(input), input.id, () => progress()),
    );

/** The one step of the retired workflow `suppressionImport`. */
export const createImportSuppressions =
  ({ services }: Pick<ActivityDeps, 'services'>) =>
  (input: ProcessInputs['suppression-import']): Promise<SuppressionImportRun> =>
    withHeartbeat((progress) =>
      runSuppressionImport(services, activityContext(input), input.id, () => progress()),
    );
