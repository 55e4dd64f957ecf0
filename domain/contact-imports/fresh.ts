import { NO_CONSENTS } from './consents-of-chunk.ts';

/** An import before its first row. */
export const FRESH = {
  rows_read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  noted: {},
  consents: NO_CONSENTS,
};

/** The same, when nothing is known of its end either. */
export const UNBEGUN = { ...FRESH, total: null, failure: null, finished_at: null };
