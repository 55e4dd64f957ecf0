import { TenantRow } from './tenant-row.ts';

/** An address to which nothing is sent on a channel, whatever consent there is. */
export class Suppression extends TenantRow {
  static override tableName = 'suppressions';
  declare channel: 'sms' | 'email';
  declare address_bidx: Buffer;
  declare address_enc: Buffer | null;
  declare reason:
    'opt_out' | 'complaint' | 'hard_bounce' | 'erasure' | 'legal' | 'admin' | 'provider_block';
  declare note_enc: Buffer | null;
  declare expires_at: Date | null;
  declare created_at: Date;
}
