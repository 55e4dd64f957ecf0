import type { ConsentState } from './consent.ts';
import { TenantRow } from './tenant-row.ts';

/** One event of a consent. Append-only: the database refuses changes. */
export class ConsentEvent extends TenantRow {
  static override tableName = 'consent_events';
  declare seq: number;
  declare consent_id: string;
  declare action: 'request' | 'grant' | 'withdraw' | 'expire' | 'lapse' | 'import';
  declare state_after: ConsentState;
  declare source: string;
  /** True: only the person can act through this source, and an API caller states that they did. */
  declare source_stated: boolean;
  declare actor_type: string;
  declare actor_id: string | null;
  declare captured_at: Date;
  declare recorded_at: Date;
  declare wording_id: string | null;
  declare verification_id: string | null;
  declare form_url: string | null;
  declare ip_enc: Buffer | null;
  declare user_agent_enc: Buffer | null;
  declare evidence_enc: Buffer | null;
  declare expires_at: Date | null;
  declare request_id: string | null;
  declare purpose_version: number | null;
  declare notice_id: string | null;
  declare jurisdiction: string | null;
}
