import { TenantRow } from './tenant-row.ts';

/** One uploaded contact file and the state of its import. Not named `Import`, which looks like a keyword. */
export class ContactImport extends TenantRow {
  static override tableName = 'imports';
  static override jsonAttributes = [
    'columns',
    'mapping',
    'options',
    'guesses',
    'noted',
    'consents',
  ];
  declare status: 'pending' | 'running' | 'completed' | 'failed' | 'canceled';
  declare dry_run: boolean;
  declare run: number;
  declare file_key: string;
  declare file_size: number;
  declare file_name_enc: Buffer | null;
  declare delimiter: string;
  declare encoding: string;
  declare columns: string[];
  declare sample_enc: Buffer | null;
  declare mapping: Record<string, string | null>;
  declare options: { consent?: unknown };
  /** Reasons for the detected encoding, delimiter and columns. */
  declare guesses: {
    encoding: string;
    delimiter: string;
    columns: { column: string; target: string | null; reason: string; refusals?: true }[];
  };
  declare rows_read: number;
  declare total: number | null;
  declare created: number;
  declare updated: number;
  declare unchanged: number;
  declare failed: number;
  /** Number of notes of each kind on imported rows. */
  declare noted: Partial<
    Record<'left_out' | 'changed' | 'not_done' | 'consent' | 'blocked', number>
  >;
  declare consents: { recorded: number; unchanged: number; refused: number };
  declare failure: string | null;
  declare workflow_id: string | null;
  declare created_by: string | null;
  declare created_at: Date;
  declare updated_at: Date;
  declare finished_at: Date | null;
}
