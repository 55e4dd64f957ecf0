import { concludeOptIn } from '#domain/opt-in/conclude-opt-in.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** The one step of the retired workflow `optIn`. */
export const createAdvanceOptIn =
  ({ services }: ActivityDeps) =>
  (input: ProcessInputs['opt-in']) =>
    concludeOptIn(services, activityContext(input), input.id);
