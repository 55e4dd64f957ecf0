import { TenantRow } from './tenant-row.ts';

/** Name and description of a purpose by language tag. */
export type PurposeTranslations = Record<string, { name: string; description: string }>;

/** What people consent to, such as "News and offers". */
export class Purpose extends TenantRow {
  static override tableName = 'purposes';
  static override jsonAttributes = ['translations'];
  declare key: string;
  declare name: string;
  declare description: string;
  /** Language of name and description. */
  declare language: string;
  /** Name and description in other languages. */
  declare translations: PurposeTranslations;
  declare category: 'marketing' | 'transactional';
  declare expires_after_days: number | null;
  declare renew_before_days: number | null;
  declare version: number;
  declare created_at: Date;
}
