import { TenantRow } from './tenant-row.ts';

/** A message that may be a withdrawal, or that nobody has understood, and the decision about it. */
export class ConsentReview extends TenantRow {
  static override tableName = 'consent_reviews';
  declare inbound_message_id: string;
  declare channel: 'sms' | 'email';
  declare address_bidx: Buffer;
  declare address_enc: Buffer;
  declare contact_id: string | null;
  declare kind: 'withdrawal' | 'unclear';
  declare status: 'open' | 'withdrawn' | 'dismissed' | 'undecided';
  declare received_at: Date;
  declare due_at: Date;
  declare escalated_at: Date | null;
  declare decided_at: Date | null;
  declare decided_by_type: string | null;
  declare decided_by: string | null;
  declare reason_enc: Buffer | null;
  declare workflow_id: string;
}
