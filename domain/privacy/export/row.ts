import type { ExportStatus } from '../contract.ts';
import type { Subject } from '../subject.ts';

/** A row of privacy_exports. */
export type ExportRecord = {
  tenant_id: string;
  id: string;
  contact_id: string | null;
  addresses: Subject['addresses'];
  request_id: string | null;
  status: ExportStatus;
  failure: string | null;
  file_key: string;
  size: number | null;
  sha256: Buffer | null;
  counts: Record<string, number>;
  ready_at: Date | null;
  expires_at: Date | null;
  downloads: number;
  last_download_at: Date | null;
  asked_by_type: string;
  asked_by: string | null;
  workflow_id: string;
  created_at: Date;
  updated_at: Date;
};

/** How long the file and its link are valid, in milliseconds. */
export const EXPORT_LIFE_MS = 7 * 86_400_000;

/**
 * Returns an export as callers see it at a time. The link opens personal data, so it is only for callers who may see
 * that.
 */
export const exportView = (row: ExportRecord, now: Date, downloadUrl: string | null) => ({
  id: row.id,
  status:
    row.status === 'ready' && row.expires_at && row.expires_at <= now
      ? ('expired' as const)
      : row.status,
  contact_id: row.contact_id,
  request_id: row.request_id,
  failure: row.failure,
  size: row.size,
  sha256: row.sha256?.toString('hex') ?? null,
  counts: row.counts,
  downloads: row.downloads,
  last_download_at: row.last_download_at,
  download_url: downloadUrl,
  asked_by: { type: row.asked_by_type, id: row.asked_by },
  workflow_id: row.workflow_id,
  created_at: row.created_at,
  ready_at: row.ready_at,
  expires_at: row.expires_at,
});
export type ExportView = ReturnType<typeof exportView>;
