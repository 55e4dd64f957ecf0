import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../../context.ts';
import type { State } from '../../process-failures/state.ts';
import type { Standing } from '../../processes.ts';

/** A process's standing by the rows it works on. Its earlier steps are only in its history. */
export type LedgerStanding = Omit<Standing, 'steps'> & {
  /** Whether it still has work to do. */
  open: boolean;
};

/** What the ledger knows of one type of process, and does with it. Each type has a file here. */
export type LedgerProcess = {
  /** Where it stands without asking it. Null: its rows are gone, or do not say. */
  standing: (trx: Trx, id: string, run?: number) => Promise<LedgerStanding | null>;
  /** The workflow does not know how far its activities are: its counts are those of the rows. */
  countsByRows?: true;
  /**
   * SQL for everything that waits or runs: `workflow_id`, and `input` without the tenant. It is started again where
   * its process may be lost. Null: nothing is lost without it, for the reason given.
   */
  open: string | null;
  /** Ends in the ledger what can never succeed. Null: only the audit log and the workflow say that it failed. */
  failed: State | null;
  /** Ends it for a person who asks. Null: nobody may, because what it is for would be left half done. */
  cancel: ((services: Services, ctx: Context, id: string) => Promise<unknown>) | null;
};
