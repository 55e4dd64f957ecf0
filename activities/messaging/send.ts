import type { ToSend } from '#domain/messaging/claim.ts';
import type { SendOutcome } from '#providers/outcome.ts';
import type { ActivityDeps } from '../deps.ts';

/** Hands one claimed message to its provider. Never throws for what a provider or the network does. */
export function sendMessage(
  deps: ActivityDeps,
  tenantId: string,
  message: ToSend,
): Promise<SendOutcome> {
  const { to, text, subject, html } = message.content;
  if (message.channel === 'sms') {
    const reference = { tenantId, kind: 'message' as const, id: message.id };
    return deps.sms.send({ to, body: text, reference });
  }
  return deps.email.send({
    to,
    from: deps.mailFrom,
    subject: subject ?? '',
    text,
    ...(html ? { html } : {}),
    // The same for every attempt, so that a mailbox drops a second copy.
    messageId: `${message.id}@${new URL(deps.services.publicUrl).hostname}`,
    headers: message.marketing ? oneClick(message.unsubscribeUrl) : {},
  });
}

/** RFC 8058: one click in the mail program unsubscribes. */
const oneClick = (url: string): Record<string, string> => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});
