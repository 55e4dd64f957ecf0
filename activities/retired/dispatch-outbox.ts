import type { ActivityDeps } from '../deps.ts';
import { createSendDueMessages } from '../messaging/send-due-messages.ts';

/** The one step of the retired workflow `dispatcher`. */
export function createDispatchOutbox(deps: ActivityDeps) {
  const sendDueMessages = createSendDueMessages(deps);
  return async (): Promise<void> => {
    await sendDueMessages();
  };
}
