import { TenantRow } from './tenant-row.ts';

/** What people consent to, e.g. "News and offers". */
export class Purpose extends TenantRow {
  static override tableName = 'purposes';
  declare key: string;
  declare name: string;
  declare description: string;
  declare category: 'marketing' | 'transactional';
  declare expires_after_days: number | null;
  declare renew_before_days: number | null;
  declare version: number;
  declare created_at: Date;
}
