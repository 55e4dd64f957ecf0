import { TenantRow } from './tenant-row.ts';

/** One message to many people: its text, audience, schedule and progress. */
export class Campaign extends TenantRow {
  static override tableName = 'campaigns';
  static override jsonAttributes = ['audience', 'variables'];
  declare name: string;
  declare channel: 'sms' | 'email';
  declare purpose_id: string;
  declare template_id: string | null;
  /** The approved text version; set when the campaign is scheduled. */
  declare template_version_id: string | null;
  declare audience: {
    segment_ids: string[];
    contact_ids: string[];
    tags: string[];
    everyone: boolean;
  };
  /** The campaign's own values for variables in the text. */
  declare variables: Record<string, unknown>;
  declare rate_per_sec: number | null;
  declare status: 'draft' | 'scheduled' | 'sending' | 'paused' | 'sent' | 'failed' | 'canceled';
  declare failure: string | null;
  declare scheduled_at: Date | null;
  declare started_at: Date | null;
  declare finished_at: Date | null;
  declare audience_frozen_at: Date | null;
  /** Number of its processes: a new one takes over when one was ended from outside. */
  declare run: number;
  declare version: number;
  declare workflow_id: string | null;
  declare created_by: string | null;
  declare created_at: Date;
  declare updated_at: Date;
}
