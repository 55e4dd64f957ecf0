import type { Rendered } from '#domain/templates/contract.ts';
import type { SendOutcome } from '#providers/outcome.ts';
import type { ActivityDeps } from './deps.ts';

/** One written message on its way to a provider. */
export type Letter = Rendered & {
  channel: 'sms' | 'email';
  to: string;
  reference: { tenantId: string; kind: 'message' | 'verification'; id: string };
  /** Before the @ of the Message-ID: the same for each attempt, so that a mailbox drops a second copy. */
  messageId: string;
  headers?: Record<string, string>;
};

/** Hands one message to its provider. Never throws for what a provider or the network does. */
export function handOver(deps: ActivityDeps, letter: Letter): Promise<SendOutcome> {
  const { to, text, subject, html, reference, headers } = letter;
  if (letter.channel === 'sms') return deps.sms.send({ to, body: text, reference });
  return deps.email.send({
    to,
    from: deps.mailFrom,
    subject: subject ?? '',
    text,
    ...(html ? { html } : {}),
    messageId: `${letter.messageId}@${new URL(deps.services.publicUrl).hostname}`,
    ...(headers ? { headers } : {}),
  });
}

/** RFC 8058: one click in the mail program unsubscribes. */
export const oneClick = (url: string): Record<string, string> => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});
