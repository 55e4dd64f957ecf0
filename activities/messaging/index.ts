import type { ActivityDeps } from '../deps.ts';
import { createDecideMessage } from './decide-message.ts';
import { createDispatchOutbox } from './dispatch-outbox.ts';

export const createMessagingActivities = (deps: ActivityDeps) => ({
  decideMessage: createDecideMessage(deps),
  dispatchOutbox: createDispatchOutbox(deps),
});
export type MessagingActivities = ReturnType<typeof createMessagingActivities>;
