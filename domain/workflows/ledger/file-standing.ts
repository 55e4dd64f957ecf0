import type { LedgerStanding } from './ledger-process.ts';

/** The standing of an imported file. @param total its rows; null until they are counted */
export const fileStanding = (
  open: boolean,
  total: number | null,
  { since, ended }: { since: Date; ended: Record<string, number> },
): LedgerStanding => ({
  step: !open ? 'ended' : total === null ? 'counting_rows' : 'importing_rows',
  since: since.toISOString(),
  waiting_for: [],
  until: null,
  ...(!open ? { counts: ended } : total === null ? {} : { counts: { rows: total } }),
  open,
});
