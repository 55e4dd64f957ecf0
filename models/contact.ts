import { TenantRow } from './tenant-row.ts';

/** A person. Everything personal is encrypted; *_bidx finds exact addresses, search_tokens finds names. */
export class Contact extends TenantRow {
  static override tableName = 'contacts';
  declare email_enc: Buffer | null;
  declare email_bidx: Buffer | null;
  declare phone_enc: Buffer | null;
  declare phone_bidx: Buffer | null;
  declare name_enc: Buffer | null;
  declare search_tokens: Buffer[];
  declare search_version: number;
  declare fields_enc: Buffer | null;
  declare locale: string | null;
  declare time_zone: string | null;
  declare country: string | null;
  declare tags: string[];
  declare source: string;
  declare created_at: Date;
  declare updated_at: Date;
}
