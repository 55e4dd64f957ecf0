import type { Trx } from '#lib/db.ts';
import { Message } from '#models/message.ts';
import type { Context } from '../context.ts';
import { workflowId } from '../processes.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import type { Asked } from './ask-gate.ts';
import { sealContent, type Content } from './content.ts';
import type { Outcome } from './contract.ts';
import { enqueue, recordMessageEvent } from './ledger.ts';

/** The workflow of a waiting message is started at once; if that failed, the outbox does it then. */
const START_AGAIN_MS = 2 * 60_000;

export type Placing = {
  id: string;
  channel: 'sms' | 'email';
  purposeId: string;
  contactId: string | null;
  addressBidx: Buffer;
  templateVersionId: string | null;
  content: Content;
  gate: Asked;
  outcome: Outcome;
  /** More about the decision, for its event: ids and states only. */
  detail?: Record<string, unknown>;
};

/** Writes a decided message into the ledger, with its warrant, and where the dispatcher finds it. */
export async function placeMessage(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  message: Placing,
): Promise<void> {
  const { tenantId } = ctx;
  const { id, gate, outcome } = message;
  const goes = outcome === 'sending';
  await Message.query(trx).insert({
    tenant_id: tenantId,
    id,
    contact_id: message.contactId,
    channel: message.channel,
    purpose_id: message.purposeId,
    address_bidx: message.addressBidx,
    template_version_id: message.templateVersionId,
    content_enc: sealContent(keys, tenantId, id, message.content),
    status: goes ? 'queued' : outcome,
    reason: gate.reason,
    consent_event_id: goes ? gate.eventId : null,
    workflow_id: outcome === 'awaiting_consent' ? workflowId('message', tenantId, id) : null,
  });
  await recordMessageEvent(trx, ctx, id, 'decided', {
    outcome,
    reason: gate.reason ?? 'granted',
    consent_id: gate.consentId,
    consent_event_id: goes ? gate.eventId : null,
    ...message.detail,
  });
  if (goes) await enqueue(trx, ctx, id);
  if (outcome === 'awaiting_consent') await enqueue(trx, ctx, id, START_AGAIN_MS);
}
