import { decideAgain, type Waiting } from '#domain/messaging/decide-again.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** Decides a message that waits for consent again. */
export const createDecideMessage =
  (deps: ActivityDeps) =>
  (input: ProcessInputs['message']): Promise<Waiting> =>
    decideAgain(deps.services, activityContext(input), input.id);
