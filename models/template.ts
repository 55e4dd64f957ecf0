import { TenantRow } from './tenant-row.ts';

/** A template and its use. Its text is in template_versions; `version` is the newest. */
export class Template extends TenantRow {
  static override tableName = 'templates';
  declare name: string;
  declare channel: 'sms' | 'email';
  declare category:
    | 'invite'
    | 'confirmation'
    | 'transactional'
    | 'promotional'
    | 'opt_out_confirmation'
    | 'renewal';
  declare origin: 'provided' | 'user';
  declare is_default: boolean;
  /** The language that replaces missing languages. */
  declare language: string;
  declare version: number;
  declare archived_at: Date | null;
  declare created_at: Date;
  declare updated_at: Date;
}
