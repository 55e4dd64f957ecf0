import { NO_CONSENTS } from './consents-of-chunk.ts';

/** The counts of an import before its first row. */
export const FRESH = {
  rows_read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  noted: {},
  consents: NO_CONSENTS,
};

/** The same, also without total and end. */
export const UNBEGUN = { ...FRESH, total: null, failure: null, finished_at: null };
