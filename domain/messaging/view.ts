import type { Message } from '#models/message.ts';
import { consentAddress } from '../consent/consent-address.ts';
import type { AddressAbsent, AddressGone } from '../addresses/absent.contract.ts';
import { addressAbsent } from '../addresses/absent.ts';
import { maskAddress } from '../addresses/address.ts';
import { contactAddress } from '../addresses/contact-address.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { OpeningKeys } from '../encryption/person-keys.ts';
import { decryptContent, type Content } from './content.ts';
import type { Outcome } from './contract.ts';
import { reasonFor, WORDS_FAILED } from './rules.ts';
import type { TextView } from './text-price.ts';

/** The ledger's columns of a message, with its links. */
export type LedgerRow = Pick<
  Message,
  | 'id' | 'channel' | 'contact_id' | 'campaign_id' | 'status' | 'reason' | 'consent_event_id'
  | 'attempts' | 'error_code' | 'provider_message_id' | 'workflow_id' | 'created_at' | 'updated_at'
  | 'sent_at' | 'held' | 'not_before' | 'opened_by' | 'clicked_by'
> & {
  purpose: string | null;
  consent_id: string | null;
  template_id: string | null;
}; // prettier-ignore
export type MessageRow = Message &
  LedgerRow & {
    /** From its consent and the event that granted it. */
    address_enc: Buffer | null;
    consent_gone: AddressGone | null;
    /** From its contact, if that still has this address. */
    contact_enc: Buffer | null;
  };
export type MessageEvent = {
  type: string;
  occurred_at: Date;
  detail: Record<string, unknown> | null;
};

export type MessageView = Pick<
  Message,
  | 'id' | 'channel' | 'contact_id' | 'campaign_id' | 'status' | 'attempts' | 'error_code'
  | 'provider_message_id' | 'workflow_id' | 'created_at' | 'updated_at' | 'sent_at' | 'opened_by' | 'clicked_by'
> & {
  to: string | null;
  address_absent: AddressAbsent | null;
  purpose: string | null;
  template_id: string | null;
  decision: {
    outcome: Outcome;
    reason: string;
    consent_id: string | null;
    consent_event_id: string | null;
    verification_id?: string | null;
    /** For a deferred message: why, and until when. */
    held: Message['held'];
    held_until: Date | null;
  };
  /** The message on the other channel; not in lists. */
  fallback?: { id: string | null; status: Message['status'] | 'waiting' } | null;
  /** The message this one replaces; not in lists. */
  fallback_for?: string | null;
  content?: { subject: string | null; text: string; html: string | null } | null;
  events?: MessageEvent[];
  /**
   * Encoding and price of a text; not in lists, and only for those who may see personal data: it reveals something of
   * text and number.
   */
  sms?: TextView | null;
}; // prettier-ignore

const NOT_SENT: ReadonlySet<Message['status']> = new Set(['excluded', 'refused', 'canceled']);

const outcomeOf = (status: Message['status']): Outcome => {
  if (status === 'awaiting_consent') return 'awaiting_consent';
  return NOT_SENT.has(status) ? 'refused' : 'sending';
};

/** Returns a message as clients see it; address and text in clear only when revealed. */
export function messageView(
  keys: TenantKeys,
  persons: OpeningKeys,
  row: MessageRow,
  ctx: Pick<Context, 'permissions'>,
  revealed = false,
): MessageView {
  const content = row.content_enc
    ? decryptContent(keys, persons, row.tenant_id, row.id, row.content_enc)
    : null;
  const address = content?.to ?? (addressOf(keys, row) || null);
  return {
    ...ledgerView(
      told(row, content, ctx),
      address && !revealed ? maskAddress(row.channel, address) : address,
      addressAbsent(
        address,
        row.address_gone ?? row.consent_gone,
        row.address_bidx === null && row.reason === 'no_address',
      ),
    ),
    ...(revealed ? { content: contentView(content) } : {}),
  };
}

/** Adds the reason why its text could not be written, as far as this caller may know it. */
function told(
  row: MessageRow,
  content: Content | null,
  ctx: Pick<Context, 'permissions'>,
): LedgerRow {
  const exact = (ctx.permissions.has('pii:read') && content?.fault) || null;
  const as = (one: string | null): string | null =>
    one === WORDS_FAILED ? (exact ?? one) : reasonFor(ctx, one);
  return { ...row, reason: as(row.reason), error_code: as(row.error_code) };
}

/** Returns the view of a ledger row. @param to the address as it may be shown */
export function ledgerView(
  row: LedgerRow,
  to: string | null,
  absent: AddressAbsent | null,
): MessageView {
  const outcome = outcomeOf(row.status);
  return {
    id: row.id,
    status: row.status,
    decision: {
      outcome,
      reason: row.reason ?? (outcome === 'sending' ? 'granted' : row.status),
      consent_id: row.consent_id,
      consent_event_id: row.consent_event_id,
      held: row.status === 'queued' ? row.held : null,
      held_until: row.status === 'queued' && row.held ? row.not_before : null,
    },
    channel: row.channel,
    to,
    address_absent: absent,
    contact_id: row.contact_id,
    campaign_id: row.campaign_id,
    purpose: row.purpose,
    template_id: row.template_id,
    attempts: row.attempts,
    error_code: row.error_code,
    provider_message_id: row.provider_message_id,
    workflow_id: row.workflow_id,
    created_at: row.created_at,
    updated_at: row.updated_at,
    sent_at: row.sent_at,
    opened_by: row.opened_by,
    clicked_by: row.clicked_by,
  };
}

const contentView = (content: Content | null): MessageView['content'] =>
  content && !content.unwritten && content.fault === undefined
    ? {
        subject: content.subject ?? null,
        text: content.text,
        html: content.html ?? null,
      }
    : null;

/**
 * Returns the address. Campaign messages store no copy: it is in the consent, or, where none was ever requested, in
 * the contact.
 */
const addressOf = (keys: TenantKeys, row: MessageRow): string | null =>
  row.consent_id ? consentAddress(keys, { ...row, id: row.consent_id }) : contactAddress(keys, row);
