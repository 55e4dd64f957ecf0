import type { Context } from '#domain/context.ts';
import { heedRefusal } from '#domain/messaging/heed-refusal.ts';
import { recordHandOver } from '#domain/messaging/record-hand-over.ts';
import type { ActivityDeps } from './deps.ts';
import { handOver, type Letter } from './hand-over.ts';

/** RFC 3834: why the mail is automatic. `auto-replied` answers an action of the recipient. */
type AutoSubmitted = 'auto-generated' | 'auto-replied';

/**
 * Hands over a message that is already in the ledger and is never retried, and records the result.
 * @returns whether the provider took it
 */
export async function sendOnce(
  deps: ActivityDeps,
  ctx: Context,
  message: Omit<Letter, 'reference' | 'headers'>,
  autoSubmitted: AutoSubmitted,
): Promise<boolean> {
  const outcome = await handOver(deps, {
    ...message,
    reference: { tenantId: ctx.tenantId, kind: 'message', id: message.messageId },
    headers: { 'Auto-Submitted': autoSubmitted },
  });
  await recordHandOver(deps.services, ctx, message.messageId, {
    status: STATUS[outcome.status],
    code: 'code' in outcome ? outcome.code : null,
    providerMessageId: outcome.status === 'accepted' ? outcome.providerMessageId : null,
    given:
      message.channel === 'sms' ? { to: message.to, text: message.text, handOver: outcome } : null,
  });
  await heedRefusal(deps.services, ctx, outcome, {
    channel: message.channel,
    address: message.to,
    evidence: { message_id: message.messageId },
  });
  return outcome.status === 'accepted';
}

/** The status of a message that is handed over once, by outcome. */
export const STATUS = {
  accepted: 'sent',
  rejected: 'failed',
  deferred: 'failed',
  unknown: 'uncertain',
} as const;
