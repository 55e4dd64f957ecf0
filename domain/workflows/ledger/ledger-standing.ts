import type { Standing } from '../../processes.ts';

/** A process's standing by the rows it works on. Its earlier steps are only in its history. */
export type LedgerStanding = Omit<Standing, 'steps'> & {
  /** Whether it still has work to do. */
  open: boolean;
};
