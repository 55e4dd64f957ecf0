import { ApplicationFailure } from '@temporalio/activity';
import {
  prepareConfirmation,
  recordConfirmation,
  type Confirmation,
  type ConfirmationCategory,
} from '#domain/consent/confirmation.ts';
import type { SendOutcome } from '#providers/outcome.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** Sends the one confirmation of a consent event. @returns whether one was handed over now */
export const createConfirm =
  (deps: ActivityDeps, category: ConfirmationCategory) =>
  async (input: { tenantId: string; id: string }): Promise<boolean> => {
    const ctx = activityContext(input);
    const message = await prepareConfirmation(deps.services, ctx, { id: input.id, category });
    if (!message) return false;
    const outcome = await handOver(deps, ctx.tenantId, message).catch((cause: unknown) => {
      throw ApplicationFailure.fromError(cause);
    });
    await recordConfirmation(deps.services, ctx, message.messageId, {
      status: STATUS[outcome.status],
      code: 'code' in outcome ? outcome.code : null,
      providerMessageId: outcome.status === 'accepted' ? outcome.providerMessageId : null,
    });
    return outcome.status === 'accepted';
  };

const STATUS = {
  accepted: 'sent',
  rejected: 'failed',
  deferred: 'failed',
  unknown: 'uncertain',
} as const;

function handOver(
  deps: ActivityDeps,
  tenantId: string,
  message: Confirmation,
): Promise<SendOutcome> {
  if (message.channel === 'sms') {
    return deps.sms.send({
      to: message.to,
      body: message.text,
      reference: { tenantId, kind: 'message', id: message.messageId },
    });
  }
  return deps.email.send({
    to: message.to,
    from: deps.mailFrom,
    subject: message.subject ?? '',
    text: message.text,
    ...(message.html ? { html: message.html } : {}),
    messageId: `${message.messageId}@${new URL(deps.services.publicUrl).hostname}`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<${message.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  });
}
