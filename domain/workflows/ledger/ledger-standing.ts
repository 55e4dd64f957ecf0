import type { Standing } from '../../processes.ts';

/** How a process stands by the rows it works on. The steps before are in its history only. */
export type LedgerStanding = Omit<Standing, 'steps'> & {
  /** Whether it still has something to do. */
  open: boolean;
};
