/** The durable processes and what each is started with: ids only, never personal data. */
export type ProcessInputs = {
  verification: { tenantId: string; id: string };
  'opt-in': { tenantId: string; id: string };
  'opt-out': { tenantId: string; id: string };
  review: { tenantId: string; id: string };
  /** `id` is the message's. */
  'preferences-link': { tenantId: string; id: string; consentId: string };
  import: { tenantId: string; id: string; run: number };
  'suppression-import': { tenantId: string; id: string };
  message: { tenantId: string; id: string };
  campaign: { tenantId: string; id: string; run: number };
  'campaign-replay': { tenantId: string; id: string };
  'privacy-export': { tenantId: string; id: string };
  'privacy-erasure': { tenantId: string; id: string };
  'privacy-request': { tenantId: string; id: string };
  'key-rotation': { tenantId: string; id: string };
  retention: { tenantId: string; id: string };
  /** Sends single messages of every tenant; one for the whole installation. */
  dispatcher: { id: string };
};
export type ProcessType = keyof ProcessInputs;

/** Signals a process understands; each only wakes it: what to do is read from the ledger. */
export type ProcessSignal = 'changed';

export type ProcessDescription = {
  workflow_id: string;
  type: string;
  status: string;
  started_at: string;
  closed_at: string | null;
  waiting_for: string[];
};

/** The port through which domain functions start and wake durable processes (temporal/processes.ts). */
export type Processes = {
  /**
   * Idempotent by workflow id. `again`: also where one with this id has run and ended, which after a restore was
   * in a history that is gone.
   * @throws AppError `unavailable` while Temporal is away
   */
  start<T extends ProcessType>(
    type: T,
    workflowId: string,
    input: ProcessInputs[T],
    options?: { startDelayMs?: number; again?: boolean },
  ): Promise<void>;
  /** Wakes a running process; false when it is not running. @throws AppError `unavailable` */
  signal(workflowId: string, signal: ProcessSignal): Promise<boolean>;
  /** Makes sure of the daily run of retention of a tenant, at a second of the UTC day. @throws AppError `unavailable` */
  everyDay(tenantId: string, second: number): Promise<void>;
  describe(workflowId: string): Promise<ProcessDescription | null>;
  cancel(workflowId: string): Promise<void>;
  /** Ends it if it runs, and deletes its history; false when there is none. @throws AppError `unavailable` */
  forget(workflowId: string): Promise<boolean>;
  ping(): Promise<void>;
};

/** Deterministic, and free of personal data. */
export const workflowId = (
  type: ProcessType,
  tenantId: string,
  id: string,
  run?: number,
): string => (run === undefined ? `${type}:${tenantId}:${id}` : `${type}:${tenantId}:${id}:${run}`);
