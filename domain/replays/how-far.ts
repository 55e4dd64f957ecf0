/** What says how far a replay is. */
export type ReplayNumbers = {
  audience: number;
  /** Null: not counted yet. */
  to_decide: number | null;
  not_as_decided: number;
  known_since: number;
};

/** How far a replay is, and how many decisions came out differently. */
export type ReplayCounts = { done: number; of: number; differences: number };

export const howFarIs = (row: ReplayNumbers): ReplayCounts => ({
  done: row.audience,
  // An audience that was frozen after the count is larger than it.
  of: Math.max(row.to_decide ?? 0, row.audience),
  differences: row.not_as_decided + row.known_since,
});

/** The columns that it needs. */
export const HOW_FAR = ['audience', 'to_decide', 'not_as_decided', 'known_since'] as const;
