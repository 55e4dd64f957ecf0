import type { ToSend } from '#domain/messaging/claim.ts';
import type { HandOver } from '#domain/messaging/rules.ts';
import { MOST_TEXT } from '#domain/templates/bounds.ts';
import type { ActivityDeps } from '../deps.ts';
import { handOver } from '../hand-over.ts';
import type { Sender } from '../sender.ts';

/**
 * Hands one claimed message to its provider.
 * @param how.sender sender of mails
 * @param how.before deadline as a time of `performance.now()`
 */
export const sendMessage = (
  deps: ActivityDeps,
  tenantId: string,
  message: ToSend,
  { sender, before }: { sender: Sender | null; before: number },
): Promise<HandOver> => {
  // The text was written before this limit existed. The provider would refuse it with a less clear reason.
  if (message.channel === 'sms' && message.content.text.length > MOST_TEXT) {
    return Promise.resolve({ status: 'rejected', code: 'too_long', about: 'words' });
  }
  return handOver(deps, {
    ...message.content,
    channel: message.channel,
    reference: { tenantId, kind: 'message', id: message.id },
    messageId: message.id,
    ...(message.list ? { list: message.list } : {}),
    ...(sender ? { sender } : {}),
    before,
  });
};
