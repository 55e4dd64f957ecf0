import { ApplicationFailure } from '@temporalio/activity';
import { throttleOf } from '#domain/messaging/rules.ts';
import type { Rendered } from '#domain/templates/contract.ts';
import { readMailbox } from '#lib/mailbox.ts';
import { providerDeferred } from './after-rest.ts';
import type { ActivityDeps } from './deps.ts';
import { handOver } from './hand-over.ts';

/** A mail that Assent itself writes to one person who works with it (domain/own-mails). */
export type OwnMail = {
  tenantId: string;
  /** The thing it is about. */
  id: string;
  to: string;
  /** The part before the @ of the Message-ID: the same for each attempt, so that a mailbox shows one mail. */
  messageId: string;
  words: Rendered;
};

/**
 * Sends such a mail from the installation's address, whatever the organization's own sender is.
 * @returns false: the mail server will never take it
 * @throws {ApplicationFailure} ProviderDeferred: to be tried again
 */
export async function sendOwnMail(deps: ActivityDeps, mail: OwnMail): Promise<boolean> {
  const outcome = await handOver(deps, {
    ...mail.words,
    channel: 'email',
    to: mail.to,
    messageId: mail.messageId,
    reference: { tenantId: mail.tenantId, kind: 'message', id: mail.id },
    sender: { from: readMailbox(deps.mailFrom), replyTo: null, dkim: deps.dkim ?? null },
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  const throttle = throttleOf([outcome]);
  if (throttle) throw providerDeferred(throttle.code, throttle.retryAfterMs);
  if (outcome.status === 'deferred') {
    throw ApplicationFailure.retryable('The mail server takes it later', 'ProviderDeferred');
  }
  return outcome.status !== 'rejected';
}
