import { TenantRow } from './tenant-row.ts';

/** One version of a template's text. Append-only: what was sent can always be read again. */
export class TemplateVersion extends TenantRow {
  static override tableName = 'template_versions';
  declare template_id: string;
  declare version: number;
  declare language: string;
  declare subject: string | null;
  declare body: string;
  declare created_by: string | null;
  declare created_at: Date;
}
