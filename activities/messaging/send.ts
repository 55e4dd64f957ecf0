import type { ToSend } from '#domain/messaging/claim.ts';
import type { SendOutcome } from '#providers/outcome.ts';
import type { ActivityDeps } from '../deps.ts';
import { handOver } from '../hand-over.ts';

/** Hands one claimed message to its provider. */
export const sendMessage = (
  deps: ActivityDeps,
  tenantId: string,
  message: ToSend,
): Promise<SendOutcome> =>
  handOver(deps, {
    ...message.content,
    channel: message.channel,
    reference: { tenantId, kind: 'message', id: message.id },
    messageId: message.id,
    ...(message.marketing ? { unsubscribeUrl: message.unsubscribeUrl } : {}),
  });
