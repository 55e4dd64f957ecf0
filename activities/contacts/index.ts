import { runImport, type ImportRun } from '#domain/contact-imports/run.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { beating } from '../beating.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

export const createContactActivities = ({ services }: Pick<ActivityDeps, 'services'>) => ({
  importContacts: (input: ProcessInputs['import']): Promise<ImportRun> =>
    beating((progress) => runImport(services, activityContext(input), input.id, progress)),
});
export type ContactActivities = ReturnType<typeof createContactActivities>;
