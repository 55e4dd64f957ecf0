import { TenantRow } from './tenant-row.ts';

export type MessageStatus =
  | 'excluded'
  | 'refused'
  | 'awaiting_consent'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'failed'
  | 'bounced'
  | 'complained'
  | 'uncertain'
  | 'canceled';

/** One recipient of one message: what happened and why. `consent_event_id` is the consent it relies on. */
export class Message extends TenantRow {
  static override tableName = 'messages';
  declare campaign_id: string | null;
  declare ordinal: number | null;
  declare contact_id: string | null;
  declare channel: 'sms' | 'email';
  declare purpose_id: string | null;
  declare address_bidx: Buffer | null;
  /** What removed the address; null while it is there. */
  declare address_gone: 'erasure' | 'retention' | null;
  declare template_version_id: string | null;
  declare content_enc: Buffer | null;
  declare status: MessageStatus;
  declare reason: string | null;
  declare consent_event_id: string | null;
  declare claim: string | null;
  declare attempts: number;
  declare provider_message_id: string | null;
  declare error_code: string | null;
  /** Summary of all opens and clicks: domain/tracking/judge.ts. */
  declare opened_by: 'human' | 'machine' | 'unknown' | null;
  declare clicked_by: 'human' | 'machine' | 'unknown' | null;
  /** For a text that was handed over; the price is a decimal string. */
  declare sms_encoding: 'GSM-7' | 'UCS-2' | null;
  declare sms_segments: number | null;
  declare price: string | null;
  declare currency: string | null;
  declare price_basis: 'counted' | 'provider' | null;
  declare workflow_id: string | null;
  /** Why a queued message waits until `not_before`. */
  declare held: 'quiet_hours' | 'frequency_cap' | null;
  declare not_before: Date | null;
  declare created_at: Date;
  declare updated_at: Date;
  declare sent_at: Date | null;
}
