import type { Context } from '#domain/context.ts';
import { heedRefusal } from '#domain/messaging/heed-refusal.ts';
import { recordHandOver } from '#domain/messaging/record-hand-over.ts';
import { throttleOf } from '#domain/messaging/rules.ts';
import { providerDeferred } from './after-rest.ts';
import type { ActivityDeps } from './deps.ts';
import { handOver, type Letter } from './hand-over.ts';

/** RFC 3834: why the mail is automatic. `auto-replied` answers an action of the recipient. */
type AutoSubmitted = 'auto-generated' | 'auto-replied';

/**
 * Hands over a message that is already in the ledger as begun, and records the result. It is tried again only if its
 * provider limits the sender, and so certainly did not take it.
 * @returns whether the provider took it
 * @throws {ApplicationFailure} `ProviderDeferred` if the provider limits the sender
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
  const throttle = throttleOf([outcome]);
  await recordHandOver(deps.services, ctx, message.messageId, {
    status: throttle ? 'queued' : STATUS[outcome.status],
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
  if (throttle) throw providerDeferred(throttle.code, throttle.retryAfterMs);
  return outcome.status === 'accepted';
}

/** The status of a message that is handed over once, by outcome; a throttled one waits instead (`throttleOf`). */
export const STATUS = {
  accepted: 'sent',
  rejected: 'failed',
  deferred: 'failed',
  unknown: 'uncertain',
} as const;
