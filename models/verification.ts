import { TenantRow } from './tenant-row.ts';

/** One proof of an address by a code. Stores only the code's keyed hash, and only while it is pending. */
export class Verification extends TenantRow {
  static override tableName = 'verifications';
  declare channel: 'sms' | 'email';
  declare purpose: string;
  declare contact_id: string | null;
  declare consent_id: string | null;
  declare request_event_id: string | null;
  declare address_bidx: Buffer;
  /** What removed the address; null while it is there. */
  declare address_gone: 'erasure' | 'retention' | null;
  declare to_enc: Buffer;
  /** The sign-up of an erased person, until it is proven: domain/verification/unproven-opt-in.ts. */
  declare held_enc: Buffer | null;
  declare status:
    | 'pending'
    | 'approved'
    | 'expired'
    | 'canceled'
    | 'max_attempts_reached'
    | 'blocked'
    | 'undeliverable';
  /** The code of the reason for status `blocked`: domain/verification/rules.ts. */
  declare blocked_reason: string | null;
  /** Coarse destination of a text: ISO 3166 country and the first digits. Null for mail. */
  declare country: string | null;
  declare prefix: string | null;
  declare code_hmac: Buffer | null;
  declare attempts: number;
  declare max_attempts: number;
  declare sends: number;
  declare sent: number;
  declare resend_at: Date;
  declare expires_at: Date;
  declare delivery: string;
  declare provider_message_id: string | null;
  declare workflow_id: string;
  declare created_at: Date;
  declare updated_at: Date;
  declare finished_at: Date | null;
}
