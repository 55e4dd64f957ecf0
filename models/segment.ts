import { TenantRow } from './tenant-row.ts';

/** People described by rules instead of named; who they are is asked each time. */
export class Segment extends TenantRow {
  static override tableName = 'segments';
  static override jsonAttributes = ['rules'];
  declare name: string;
  /** As stored; parseSegmentRules() says whether they are still ours. */
  declare rules: unknown;
  declare created_at: Date;
  declare updated_at: Date;
}
