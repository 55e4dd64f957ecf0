import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import type { Context } from '../context.ts';
import { workflowId } from '../processes.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { placeSql, type Placed } from '../message-ledger/place.ts';
import { personKeys, type PersonKeys } from '../encryption/person-keys.ts';
import type { Asked } from './ask-gate.ts';
import { encryptContent, type Content } from './content.ts';
import type { Outcome } from './contract.ts';

/** The workflow of a waiting message is started at once; if that failed, the outbox starts it after this time. */
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
  /** More about the decision, for its event: only ids and states. */
  detail?: Record<string, unknown>;
};

/** Writes a decided message into the ledger with the event that allows it, and into the outbox. */
export const placeMessage = (
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  message: Placing,
): Promise<void> => placeMessages(trx, ctx.tenantId, keys, [{ ctx, message }]);

/**
 * Does the same for messages of several callers of one tenant, in one statement: ledger, event, audit and outbox;
 * wakes the dispatcher after the commit.
 */
export async function placeMessages(
  trx: Trx,
  tenantId: string,
  keys: TenantKeys,
  placings: readonly { ctx: Context; message: Placing }[],
): Promise<void> {
  const addresses = placings.map(({ message }) => message.addressBidx);
  const persons = await personKeys(trx, keys, addresses);
  const rows = placings.map(({ ctx, message }) => ({
    ...columnsOf(tenantId, persons, message),
    detail: decision(message),
    actorType: ctx.actor.type,
    actorId: ctx.actor.id,
    request: ctx.requestId,
    due: { sending: 0, awaiting_consent: START_AGAIN_MS, refused: null }[message.outcome],
  }));
  await prepared(
    trx,
    `with p as (
       select :tenant::uuid as tenant_id, x.*, decode(bidx, 'base64') as address_bidx,
         decode(content, 'base64') as content_enc
       from jsonb_to_recordset(:rows::jsonb) as x(id uuid, contact_id uuid, channel text, purpose_id uuid,
         bidx text, template_version_id uuid, content text, status text, reason text, consent_event_id uuid,
         workflow_id text, detail jsonb, "actorType" text, "actorId" text, request text, due float8)
     ), placed as (
       ${placeSql('single', 'p')}
     ), told as (
       insert into message_events (tenant_id, message_id, type, detail)
       select :tenant, id, 'decided', detail from p
     ), audited as (
       insert into audit_log (tenant_id, actor_type, actor_id, action, entity_type, entity_id, detail, request_id)
       select :tenant, "actorType", "actorId", 'message.decided', 'message', id, detail, request from p
     ), queued as (
       insert into outbox (tenant_id, message_id, due_at)
       select :tenant, id, now() + due * interval '1 millisecond' from p where due is not null
     )
     select pg_notify('outbox', '') where exists (select from p where due = 0)`,
    { rows: JSON.stringify(rows), tenant: tenantId },
  );
}

const columnsOf = (tenantId: string, persons: PersonKeys, message: Placing) => ({
  id: message.id,
  contact_id: message.contactId,
  channel: message.channel,
  purpose_id: message.purposeId,
  bidx: message.addressBidx.toString('base64'),
  template_version_id: message.templateVersionId,
  content: encryptContent(
    persons.of(message.addressBidx),
    tenantId,
    message.id,
    message.content,
  ).toString('base64'),
  status: placedAs(message.outcome),
  reason: message.gate.reason,
  consent_event_id: warrant(message),
  workflow_id:
    message.outcome === 'awaiting_consent' ? workflowId('message', tenantId, message.id) : null,
});

const placedAs = (outcome: Outcome): Placed => (outcome === 'sending' ? 'queued' : outcome);

const warrant = ({ outcome, gate }: Placing): string | null =>
  outcome === 'sending' ? gate.eventId : null;

/** Returns the detail of the message's first event. */
export const decision = (message: Placing): Record<string, unknown> => ({
  outcome: message.outcome,
  reason: message.gate.reason ?? 'granted',
  consent_id: message.gate.consentId,
  consent_event_id: warrant(message),
  ...message.detail,
});
