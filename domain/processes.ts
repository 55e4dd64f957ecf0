/** The durable processes and what each is started with: ids only, never personal data. */
export type ProcessInputs = {
  verification: { tenantId: string; id: string };
  /** `id` is the event that asked; `verificationId` is the code or link that proves the answer. */
  'opt-in': { tenantId: string; id: string; verificationId?: string };
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
  /** What has to happen every minute; one for the whole installation. */
  housekeeping: { id: string };
};
export type ProcessType = keyof ProcessInputs;
/** What is for one thing of one tenant. */
export type TenantProcess = Exclude<ProcessType, 'dispatcher' | 'housekeeping'>;

/** That it happened is all there is to tell. */
export type Told = Record<string, never>;

/** What a waiting process can be told, by the name of what happened. A repeated or late one changes nothing. */
export type ProcessSignals = {
  verification: {
    /** Another code was asked for; `send` counts the codes of this verification. */
    codeRequested: { send: number };
    /** It is over: the code was right, wrong too often, or the verification was canceled or undeliverable. */
    codeDecided: { status: string };
  };
  'opt-in': {
    /** One of the consents it asks for has another state. */
    consentChanged: { state: string };
  };
  message: {
    /** A consent that it waits for may have another state. */
    consentChanged: Record<string, never>;
  };
  review: {
    /** Somebody has decided, or the words have been erased. */
    reviewDecided: { status: string };
  };
  import: {
    /** Somebody has stopped it. */
    importCanceled: Record<string, never>;
  };
  'suppression-import': {
    /** Somebody has stopped it. */
    importCanceled: Record<string, never>;
  };
  'privacy-request': {
    /** The right code came back: it is a request, and its month runs. */
    requestProven: Record<string, never>;
    /** Somebody has carried it out or refused it, or an erasure has closed it. */
    requestDecided: { status: string };
    /** What was carried out has ended: the copy is there or cannot be made, the person is erased. */
    requestCarriedOut: { status: string };
  };
  'privacy-erasure': {
    /** A legal hold was released; another one may still keep the person's data. */
    holdReleased: { holdId: string };
  };
  'privacy-export': {
    /** The copy is not to be had any more: it was revoked. */
    copyRevoked: Record<string, never>;
  };
  campaign: {
    /** Nothing more is handed over until it is resumed. */
    paused: Told;
    resumed: Told;
    /** It begins at another time. */
    rescheduled: Told;
    /** Null: as fast as allowed. */
    rateChanged: { ratePerSec: number | null };
    /** Quiet hours or caps are others: who was held back may be due. */
    rulesChanged: Told;
    /** It was taken back to its draft before it began. */
    unscheduled: Told;
    canceled: Told;
  };
  'campaign-replay': {
    /** Somebody has stopped it; what it has found stays. */
    canceled: Told;
  };
};

/** A process that is not listed above knows one signal only: "look at the ledger again". */
export type SignalsOf<T extends ProcessType> = T extends keyof ProcessSignals
  ? ProcessSignals[T]
  : { changed: Told };

/** Search attributes of every process. They are never encrypted: ids and names of steps only. */
export const TENANT_ATTRIBUTE = 'AssentTenant';
export const ENTITY_ATTRIBUTE = 'AssentEntity';
export const STEP_ATTRIBUTE = 'AssentStep';

/** Where a process stands. Times are RFC 3339 in UTC. */
export type Standing = {
  /** The step it is in, in snake_case; the last one when it has ended. */
  step: string;
  /** When it entered that step. */
  since: string;
  /** What it waits for, in sentences; empty while it works and when it has ended. */
  waiting_for: string[];
  /** The latest moment at which it goes on by itself. */
  until: string | null;
  counts?: Record<string, number>;
  /** The steps so far, oldest first; of a process that runs for years the last ones. */
  steps: { step: string; at: string }[];
};

/** How a process runs, or ended. */
export const PROCESS_STATUSES = [
  'running', 'completed', 'failed', 'canceled', 'terminated', 'timed_out', 'continued_as_new',
] as const; // prettier-ignore
export type ProcessStatus = (typeof PROCESS_STATUSES)[number];

export type ProcessDescription = {
  workflow_id: string;
  status: ProcessStatus;
  started_at: string;
  closed_at: string | null;
};

/** One of a list. `step` is null for a type that does not say it. */
export type ListedProcess = ProcessDescription & { step: string | null };

/** Which processes of a tenant are looked for. */
export type ProcessSearch = {
  tenantId: string;
  type?: ProcessType | undefined;
  step?: string | undefined;
  entityId?: string | undefined;
  status?: ProcessStatus | undefined;
  limit: number;
  /** Opaque: `next` of the page before. */
  cursor?: string | undefined;
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
  /** Tells a running process what happened; false when it is not running. @throws AppError `unavailable` */
  signal(workflowId: string, signal: string, detail?: object): Promise<boolean>;
  /** Makes sure of the daily run of retention of a tenant, at a second of the UTC day. @throws AppError `unavailable` */
  everyDay(tenantId: string, second: number): Promise<void>;
  describe(workflowId: string): Promise<ProcessDescription | null>;
  /** Where it says it stands; null when no worker answers in time, or it is of a type that cannot say. */
  standing(workflowId: string): Promise<Standing | null>;
  /** The newest first. @throws AppError `unavailable`, `invalid` (cursor) */
  list(search: ProcessSearch): Promise<{ found: ListedProcess[]; next: string | null }>;
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

/** Whose process it is; a scheduled one has its time behind. Null: the whole installation's. */
export function tenantOfProcess(workflowId: string): string | null {
  const [, tenantId] = /^[a-z-]+:([0-9a-f-]{36})(?:[:-]|$)/.exec(workflowId) ?? [];
  return tenantId ?? null;
}
