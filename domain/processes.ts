/** The durable processes and the input of each: ids only, never personal data. */
export type ProcessInputs = {
  verification: { tenantId: string; id: string };
  /** `id` is the request's event; `verificationId` is the code or link that proves the answer. */
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
  /** For an address that is nobody's, both ids belong to nothing. */
  'password-reset': { tenantId: string; id: string };
  retention: { tenantId: string; id: string };
  invitation: { tenantId: string; id: string };
  /** `id` is the call's, and its answer's. */
  'assistant-call': { tenantId: string; id: string };
  /** Sends single messages of all tenants; one for the whole installation. */
  dispatcher: { id: string };
  /** Does the work that is due every minute; one for the whole installation. */
  housekeeping: { id: string };
};
export type ProcessType = keyof ProcessInputs;
/** Processes that belong to one entity of one tenant. */
export type TenantProcess = {
  [T in ProcessType]: ProcessInputs[T] extends { tenantId: string } ? T : never;
}[ProcessType];
/** Processes that exist once per installation. */
export type InstallationProcess = Exclude<ProcessType, TenantProcess>;

/** The payload of a signal without details. */
export type NoDetail = Record<string, never>;

/** The signals to waiting processes, named after what happened. A repeated or late signal changes nothing. */
export type ProcessSignals = {
  verification: {
    /** Another code was requested; `send` counts the codes of this verification. */
    codeRequested: { send: number };
    /** It has ended: the code was right, wrong too often, or the verification was canceled or undeliverable. */
    codeDecided: { status: string };
  };
  'opt-in': {
    /** One of the requested consents has changed state. */
    consentChanged: { state: string };
  };
  message: {
    /** A consent that it waits for may have changed state. */
    consentChanged: Record<string, never>;
  };
  review: {
    /** Somebody has decided, or the text has been erased. */
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
    /** The code was right: the request is valid, and its one-month deadline starts. */
    requestProven: Record<string, never>;
    /** Somebody has carried it out or refused it, or an erasure has closed it. */
    requestDecided: { status: string };
    /** The work has ended: the copy is ready or cannot be made, or the person is erased. */
    requestCarriedOut: { status: string };
  };
  'privacy-erasure': {
    /** A legal hold was released; another hold may still protect the person's data. */
    holdReleased: { holdId: string };
  };
  'privacy-export': {
    /** The copy was revoked and is no longer available. */
    copyRevoked: Record<string, never>;
  };
  campaign: {
    /** Nothing more is handed over until it is resumed. */
    paused: NoDetail;
    resumed: NoDetail;
    /** The start time has changed. */
    rescheduled: NoDetail;
    /** Null: no limit of its own. */
    rateChanged: { ratePerSec: number | null };
    /** Quiet hours or caps have changed: deferred recipients may be due. */
    rulesChanged: NoDetail;
    /** It was returned to draft before it began. */
    unscheduled: NoDetail;
    canceled: NoDetail;
  };
  'assistant-call': {
    /** Somebody has canceled it, or nobody reads the answer any more. */
    callCanceled: NoDetail;
  };
  invitation: {
    /** A new link is wanted; `version` counts the links of this invitation. */
    invitationResent: { version: number };
    /** It was accepted or canceled. */
    invitationDecided: { status: string };
  };
  'password-reset': {
    /** Somebody has chosen a new password by the link. */
    linkUsed: NoDetail;
  };
  'campaign-replay': {
    /** Somebody has stopped it; the results so far stay. */
    canceled: NoDetail;
  };
};

/** The signals of a process. One not listed above has a single signal, which means "read the ledger again". */
export type SignalsOf<T extends ProcessType> = T extends keyof ProcessSignals
  ? ProcessSignals[T]
  : { changed: NoDetail };

/** Search attributes of every process. They are not encrypted: ids and names of steps only. */
export const TENANT_ATTRIBUTE = 'AssentTenant';
export const ENTITY_ATTRIBUTE = 'AssentEntity';
export const STEP_ATTRIBUTE = 'AssentStep';

/** The progress of a process. Times are RFC 3339 in UTC. */
export type Standing = {
  /** The current step, in snake_case; the last one when it has ended. */
  step: string;
  /** When it entered that step. */
  since: string;
  /** What it waits for, in sentences; empty while it works and after it has ended. */
  waiting_for: string[];
  /** The latest moment at which it continues by itself. */
  until: string | null;
  counts?: Record<string, number>;
  /** The steps so far, oldest first; only the last ones for a process that runs for years. */
  steps: { step: string; at: string }[];
};

/** Whether a process runs, or how it ended. */
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

/** A process in a list. `step` is null for a type that does not report it. */
export type ListedProcess = ProcessDescription & { step: string | null };

/** A search for processes of a tenant. */
export type ProcessSearch = {
  tenantId: string;
  type?: ProcessType | undefined;
  step?: string | undefined;
  entityId?: string | undefined;
  status?: ProcessStatus | undefined;
  limit: number;
  /** Opaque: `next` of the previous page. */
  cursor?: string | undefined;
};

/** The port through which domain functions start and signal durable processes (temporal/processes.ts). */
export type Processes = {
  /**
   * Starts a process; idempotent by workflow id. `again`: starts it even if one with this id has run and ended. After
   * a restore, that run belongs to data that is lost.
   * @throws AppError `unavailable` while Temporal cannot be reached
   */
  start<T extends ProcessType>(
    type: T,
    workflowId: string,
    input: ProcessInputs[T],
    options?: { startDelayMs?: number; again?: boolean },
  ): Promise<void>;
  /** Signals a running process; false when it is not running. @throws AppError `unavailable` */
  signal(workflowId: string, signal: string, detail?: object): Promise<boolean>;
  /**
   * Ensures the schedule of a tenant's daily retention run, at a second of the UTC day.
   * @throws AppError `unavailable`
   */
  everyDay(tenantId: string, second: number): Promise<void>;
  describe(workflowId: string): Promise<ProcessDescription | null>;
  /** Queries the progress of a process; null when no worker answers in time, or its type has no such query. */
  standing(workflowId: string): Promise<Standing | null>;
  /** Lists processes, the newest first. @throws AppError `unavailable`, `invalid` (cursor) */
  list(search: ProcessSearch): Promise<{ found: ListedProcess[]; next: string | null }>;
  cancel(workflowId: string): Promise<void>;
  /**
   * Terminates a process if it runs, and deletes its history; false when there is none.
   * @throws AppError `unavailable`
   */
  forget(workflowId: string): Promise<boolean>;
  /** Resolves when Temporal answers, or has answered within the last second. @throws AppError `unavailable` */
  ping(): Promise<void>;
};

/** Returns the id of a process's workflow: deterministic, and without personal data. */
/** Our own rows: what was stored as the input of a process is read back as one. */
export const isInputOf = <T extends ProcessType>(
  _: T,
  detail: object,
): detail is ProcessInputs[T] => 'id' in detail;

export const workflowId = (
  type: ProcessType,
  tenantId: string,
  id: string,
  run?: number,
): string => (run === undefined ? `${type}:${tenantId}:${id}` : `${type}:${tenantId}:${id}:${run}`);

/**
 * Returns the tenant of a process by its workflow id; a scheduled one has its time as a suffix. Null: it belongs to
 * the whole installation.
 */
export function tenantOfProcess(workflowId: string): string | null {
  const [, tenantId] = /^[a-z-]+:([0-9a-f-]{36})(?:[:-]|$)/.exec(workflowId) ?? [];
  return tenantId ?? null;
}
