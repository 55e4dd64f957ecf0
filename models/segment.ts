import { TenantRow } from './tenant-row.ts';

/** People described by rules instead of named; the rules are evaluated on each use. */
export class Segment extends TenantRow {
  static override tableName = 'segments';
  static override jsonAttributes = ['rules'];
  declare name: string;
  /** As stored; parseSegmentRules() checks whether the current version understands them. */
  declare rules: unknown;
  declare created_at: Date;
  declare updated_at: Date;
}
