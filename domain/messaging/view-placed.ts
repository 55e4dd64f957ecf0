import type { Purpose } from '#models/purpose.ts';
import { maskAddress } from '../addresses/address.ts';
import type { Text } from './compose.ts';
import { decision, type Placing } from './enqueue.ts';
import type { Context } from '../context.ts';
import { eventFor, reasonFor } from './rules.ts';
import { ledgerView, type MessageView } from './view.ts';

/** Returns a message as `getMessage` will show it until its first change. */
export function viewPlaced(
  ctx: Pick<Context, 'permissions'>,
  message: Placing,
  purpose: Purpose,
  text: Text,
  now: Date,
): MessageView {
  const goes = message.outcome === 'sending';
  const view = ledgerView(
    {
      id: message.id,
      channel: message.channel,
      contact_id: message.contactId,
      campaign_id: null,
      status: goes ? 'queued' : 'refused',
      reason: reasonFor(ctx, message.gate.reason),
      consent_event_id: goes ? message.gate.eventId : null,
      attempts: 0,
      error_code: null,
      provider_message_id: null,
      workflow_id: null,
      created_at: now,
      updated_at: now,
      sent_at: null,
      opened_by: null,
      clicked_by: null,
      held: null,
      not_before: null,
      purpose: purpose.key,
      consent_id: message.gate.consentId,
      template_id: text.templateId,
    },
    maskAddress(message.channel, message.content.to),
    null,
  );
  return {
    ...view,
    fallback: null,
    sms: null,
    fallback_for: null,
    decision: { ...view.decision, verification_id: null },
    events: [eventFor(ctx, { type: 'decided', occurred_at: now, detail: decision(message) })],
  };
}
