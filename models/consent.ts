import { TenantRow } from './tenant-row.ts';

export type ConsentState =
  'none' | 'pending' | 'lapsed' | 'granted' | 'expired' | 'withdrawn' | 'imported_unproven';

/** The current state of one address, channel and purpose: a projection of consent_events. */
export class Consent extends TenantRow {
  static override tableName = 'consents';
  declare contact_id: string | null;
  declare address_bidx: Buffer;
  /** What removed the address; null while it is there. */
  declare address_gone: 'erasure' | 'retention' | null;
  /** Null once the address was removed (`address_gone`). */
  declare address_enc: Buffer | null;
  declare channel: 'sms' | 'email';
  declare purpose_id: string;
  declare state: ConsentState;
  declare last_event_id: string | null;
  declare granted_event_id: string | null;
  declare captured_at: Date | null;
  declare withdrawn_at: Date | null;
  /** Time and source of the last repeat of the withdrawal in force, where the repeat has no event. */
  declare said_again_at: Date | null;
  declare said_again_source: string | null;
  declare expires_at: Date | null;
  declare created_at: Date;
  declare updated_at: Date;
}
