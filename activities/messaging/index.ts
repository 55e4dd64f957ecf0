import type { ActivityDeps } from '../deps.ts';
import { createDecideMessage } from './decide-message.ts';
import { createSendDueMessages } from './send-due-messages.ts';

export const createMessagingActivities = (deps: ActivityDeps) => ({
  decideMessage: createDecideMessage(deps),
  sendDueMessages: createSendDueMessages(deps),
});
export type MessagingActivities = ReturnType<typeof createMessagingActivities>;
