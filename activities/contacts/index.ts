import { heartbeat } from '@temporalio/activity';
import { runImport, type ImportRun } from '#domain/contacts/import/run.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

export const createContactActivities = (deps: ActivityDeps) => ({
  importContacts: (input: ProcessInputs['import']): Promise<ImportRun> =>
    runImport(deps.services, activityContext(input), input.id, heartbeat),
});
export type ContactActivities = ReturnType<typeof createContactActivities>;
