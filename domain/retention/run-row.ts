import type { RetentionAction, RetentionKind } from './kinds.ts';

export type RunRow = {
  tenant_id: string;
  id: string;
  dry_run: boolean;
  status: 'running' | 'completed' | 'failed';
  /** Why it can never finish. */
  failure: string | null;
  as_of: Date;
  asked_by_type: string;
  asked_by: string | null;
  workflow_id: string;
  created_at: Date;
  finished_at: Date | null;
};

export type RunKindRow = {
  run_id: string;
  kind: RetentionKind;
  position: number;
  keep_days: number;
  action: RetentionAction;
  cutoff: Date;
  finished_at: Date | null;
  part: number;
  after_at: string;
  after_id: string | null;
  found: number;
  removed: number;
  held: number;
  chunks: number;
  archives: number;
  hash: Buffer | null;
};

/** Returns the prefix of a run's files; one file per chunk. */
export const archivePrefix = (tenantId: string, kind: RetentionKind, runId: string): string =>
  `${tenantId}/archive/${kind}/${runId}-`;

/** Returns a run as callers see it. */
export const runView = (row: RunRow, kinds: readonly RunKindRow[]) => ({
  id: row.id,
  dry_run: row.dry_run,
  status: row.status,
  failure: row.failure,
  as_of: row.as_of,
  asked_by: { type: row.asked_by_type, id: row.asked_by },
  workflow_id: row.workflow_id,
  created_at: row.created_at,
  finished_at: row.finished_at,
  kinds: kinds
    .toSorted((a, b) => a.position - b.position)
    .map((kind) => ({
      kind: kind.kind,
      action: kind.action,
      keep_days: kind.keep_days,
      cutoff: kind.cutoff,
      finished: kind.finished_at !== null,
      found: kind.found,
      removed: kind.removed,
      held: kind.held,
      archives: kind.archives,
      archived_at: kind.archives ? archivePrefix(row.tenant_id, kind.kind, row.id) : null,
      hash: kind.hash?.toString('hex') ?? null,
    })),
});
export type RunView = ReturnType<typeof runView>;
