import type { ErasureRow } from './row.ts';

/** Returns an erasure as callers see it: never with personal data. */
export const erasureView = (row: ErasureRow) => ({
  id: row.id,
  status: row.status,
  dry_run: row.dry_run,
  contact_id: row.contact_id,
  request_id: row.request_id,
  failure: row.failure,
  step: row.step,
  counts: row.counts,
  summary: row.summary,
  asked_by: { type: row.asked_by_type, id: row.asked_by },
  workflow_id: row.dry_run ? null : row.workflow_id,
  has_certificate: row.status === 'completed' && !row.dry_run,
  created_at: row.created_at,
  started_at: row.started_at,
  finished_at: row.finished_at,
});
export type ErasureView = ReturnType<typeof erasureView>;
