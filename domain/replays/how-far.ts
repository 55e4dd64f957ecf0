/** Columns from which a replay's progress is computed. */
export type ReplayNumbers = {
  audience: number;
  /** Null: not counted yet. */
  to_decide: number | null;
  not_as_decided: number;
  known_since: number;
};

/** Progress of a replay, and the number of decisions that came out differently. */
export type ReplayCounts = { done: number; of: number; differences: number };

/** Returns the progress of a replay. */
export const howFarIs = (row: ReplayNumbers): ReplayCounts => ({
  done: row.audience,
  // An audience frozen after the count is larger than it.
  of: Math.max(row.to_decide ?? 0, row.audience),
  differences: row.not_as_decided + row.known_since,
});

/** The columns it needs. */
export const HOW_FAR = ['audience', 'to_decide', 'not_as_decided', 'known_since'] as const;
