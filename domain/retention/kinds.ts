export const ACTIONS = ['delete', 'anonymise', 'archive'] as const;
export type RetentionAction = (typeof ACTIONS)[number];

/**
 * The kinds of data that age, in the order of a run. No kind makes a later one due in the same run, so that a dry
 * run, which deletes nothing, counts the same as a real one.
 */
export const RETENTION_KINDS = [
  'verifications',
  'consent_proof',
  'message_content',
  'inbound_messages',
  'messages',
  'import_files',
  'privacy_exports',
  'privacy_requests',
  'idempotency_answers',
  'form_tickets',
  'assistant_conversations',
  'visitor_conversations',
  'assistant_calls',
  'contacts',
  'audit_log',
] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

/** A kind's description, and the limits for an organization's policy. Times are in days. */
export type KindTerms = {
  title: string;
  /** What it is. */
  what: string;
  /** Begin of its age. */
  since: string;
  /** Effect of each allowed action; the first is the default. */
  actions: Partial<Record<RetentionAction, string>>;
  action: RetentionAction;
  /** Null: kept unless the organization decides otherwise. */
  keepDays: number | null;
  min: number;
  max: number;
  /** Whether it may be kept without limit. */
  mayKeep: boolean;
  /** Reason for these limits. */
  why: string;
  /** The tables whose rows are deleted or emptied; for the page of what is stored. */
  tables: readonly string[];
};
