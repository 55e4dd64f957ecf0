import { TenantRow } from './tenant-row.ts';

/** One message to many people: what, to whom, when, and how far it got. */
export class Campaign extends TenantRow {
  static override tableName = 'campaigns';
  static override jsonAttributes = ['audience', 'variables'];
  declare name: string;
  declare channel: 'sms' | 'email';
  declare purpose_id: string;
  declare template_id: string | null;
  /** The text as it was approved: set when it is scheduled. */
  declare template_version_id: string | null;
  declare audience: {
    segment_ids: string[];
    contact_ids: string[];
    tags: string[];
    everyone: boolean;
  };
  /** Values of its own that fill in the text. */
  declare variables: Record<string, unknown>;
  declare rate_per_sec: number | null;
  declare status: 'draft' | 'scheduled' | 'sending' | 'paused' | 'sent' | 'failed' | 'canceled';
  declare failure: string | null;
  declare scheduled_at: Date | null;
  declare started_at: Date | null;
  declare finished_at: Date | null;
  declare audience_frozen_at: Date | null;
  /** Counts the processes it had: another one takes over when one was ended from outside. */
  declare run: number;
  declare version: number;
  declare workflow_id: string | null;
  declare created_by: string | null;
  declare created_at: Date;
  declare updated_at: Date;
}
