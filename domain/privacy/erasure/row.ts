import type { ErasureStatus } from '../contract.ts';
import type { SubjectAddress } from '../subject.ts';

/** A row of privacy_erasures. */
export type ErasureRow = {
  tenant_id: string;
  id: string;
  contact_id: string | null;
  addresses: SubjectAddress[];
  request_id: string | null;
  dry_run: boolean;
  status: ErasureStatus;
  /** Why it cannot be carried out. */
  failure: string | null;
  step: string | null;
  counts: Record<string, number>;
  summary: Summary | null;
  reason_enc: Buffer | null;
  certificate: unknown;
  asked_by_type: string;
  asked_by: string | null;
  workflow_id: string;
  created_at: Date;
  started_at: Date | null;
  updated_at: Date;
  finished_at: Date | null;
};

/** What a dry run found. */
export type Summary = {
  goes: Record<string, number>;
  stays: { what: string; why: string }[];
  /** Legal holds in force, for which it would wait. */
  holds: number;
};
