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

const ARCHIVED =
  'Rows are first written to an encrypted file of the organization, in which values under a person’s own key stay encrypted; then they are deleted';

export const KINDS: Record<RetentionKind, KindTerms> = {
  verifications: {
    title: 'Verification codes',
    what: 'Codes and links sent to prove an address, their sends, and failures counted for it',
    since: 'the code ended',
    actions: {
      delete:
        'Deleted. Where a consent rests on a code, its request and its result stay, without the address',
    },
    action: 'delete',
    keepDays: 30,
    min: 2,
    max: 365,
    mayKeep: false,
    why: 'Limits count the last 24 hours; nobody needs a spent code for a year',
    tables: ['verifications', 'verification_sends', 'verification_locks'],
  },
  consent_proof: {
    title: 'Proof of ended consents',
    what: 'Evidence of ended consents: network address, browser, form, notes, and the address itself',
    since: 'the consent last changed',
    actions: {
      anonymise:
        'Evidence and address are deleted. The core stays: what was agreed to and withdrawn, when, and from which source. For a withdrawal a keyed hash of the address stays too, so that no import can undo it',
      archive:
        'The history is first written to an encrypted file of the organization, with the evidence under the person’s own key; then evidence and address are deleted and the core stays',
    },
    action: 'anonymise',
    keepDays: 1461,
    min: 1096,
    max: 3653,
    mayKeep: true,
    why: 'Claims about messages can be made for years (TCPA: 4); without the proof they cannot be answered',
    tables: ['consents', 'consent_events'],
  },
  message_content: {
    title: 'Texts of messages',
    what: 'Texts of single messages, and the fallback prepared for them',
    since: 'the message was made',
    actions: {
      delete: 'The text is deleted; the record of when it was sent and how it ended stays',
      archive: `The encrypted text is first written to an encrypted file of the organization, then it is deleted`,
    },
    action: 'delete',
    keepDays: 395,
    min: 30,
    max: 1096,
    mayKeep: false,
    why: 'Complaints and disputes come within about a year',
    tables: ['messages', 'message_fallbacks'],
  },
  inbound_messages: {
    title: 'Messages that came in',
    what: 'Texts and mails from people, and the decisions about them',
    since: 'it arrived, or was decided',
    actions: { delete: 'Deleted; a withdrawal they led to stays', archive: ARCHIVED },
    action: 'delete',
    keepDays: 395,
    min: 30,
    max: 1096,
    mayKeep: false,
    why: 'As for the texts of messages',
    tables: ['inbound_messages', 'consent_reviews'],
  },
  messages: {
    title: 'Delivery records',
    what: 'Who got which message, when, and how it ended, with its events and reports of mail servers',
    since: 'the message was made',
    actions: {
      delete: 'Deleted; numbers of campaigns and days that old go with them',
      anonymise:
        'The row stays so that the counts add up; person, address, text, provider’s id, details and reports are deleted',
      archive: ARCHIVED,
    },
    action: 'delete',
    keepDays: 760,
    min: 90,
    max: 1826,
    mayKeep: false,
    why: 'Two years of comparison, and a month',
    tables: ['messages', 'message_events', 'mail_reports', 'message_fallbacks', 'outbox'],
  },
  import_files: {
    title: 'Import files',
    what: 'Files of contacts, their samples and the rows that were refused',
    since: 'the import ended, or was last changed',
    actions: { delete: 'File, sample and failed rows are deleted; the counts stay' },
    action: 'delete',
    keepDays: 7,
    min: 1,
    max: 30,
    mayKeep: false,
    why: 'Time to correct a file and import it again',
    tables: ['imports', 'import_errors', 'suppression_import_errors'],
  },
  privacy_exports: {
    title: 'Copies for people',
    what: 'Files with everything about a person, made on their request',
    since: 'the copy was ready',
    actions: { delete: 'The file is deleted; the record of its making and its downloads stays' },
    action: 'delete',
    keepDays: 7,
    min: 1,
    max: 7,
    mayKeep: false,
    why: 'Links to it end after 7 days; this is a second safeguard',
    tables: ['privacy_exports'],
  },
  privacy_requests: {
    title: 'Requests of people',
    what: 'Requests of people about their data, and the answers',
    since: 'it was decided, or requested and never proven',
    actions: {
      anonymise: 'Address and note are deleted; the request, its date and the answer stay',
    },
    action: 'anonymise',
    keepDays: 1096,
    min: 365,
    max: 1826,
    mayKeep: false,
    why: 'It may have to be proven for three years that a request was answered in time',
    tables: ['privacy_requests'],
  },
  idempotency_answers: {
    title: 'Answers stored for repeated requests',
    what: 'Answers to requests with an Idempotency-Key, encrypted',
    since: 'the request',
    actions: { delete: 'Deleted' },
    action: 'delete',
    keepDays: 1,
    min: 1,
    max: 7,
    mayKeep: false,
    why: 'The contract of the API: a repeat within a day is recognised',
    tables: ['idempotency_keys'],
  },
  form_tickets: {
    title: 'Used form tickets',
    what: 'One-time numbers of submitted forms',
    since: 'the ticket ended',
    actions: { delete: 'Deleted' },
    action: 'delete',
    keepDays: 1,
    min: 1,
    max: 30,
    mayKeep: false,
    why: 'After its end a ticket is refused because of its date',
    tables: ['form_tickets'],
  },
  contacts: {
    title: 'Contacts without consent or activity',
    what: 'Profiles without changes, messages to them or messages from them, and without a granted or pending consent',
    since: 'the last activity',
    actions: {
      delete: 'The profile is deleted; withdrawals and blocks of its addresses stay in force',
    },
    action: 'delete',
    keepDays: null,
    min: 90,
    max: 3653,
    mayKeep: true,
    why: 'Off unless you decide: only you know what else a profile is for',
    tables: ['contacts'],
  },
  audit_log: {
    title: 'Audit log',
    what: 'Who did what, with ids only',
    since: 'it was done',
    actions: {
      delete:
        'Deleted with a signed note of the positions; hashes and seals stay, so that a verification still finds changes',
      archive: `Rows are first written to an encrypted file of the organization, then they are deleted with a signed note of the positions`,
    },
    action: 'delete',
    keepDays: 2557,
    min: 1461,
    max: 3653,
    mayKeep: true,
    why: 'It supports the proof of consents, so it is kept longer than they are by default',
    tables: ['audit_log'],
  },
};

/** Tenant tables without a policy, and why. Every table must be here or under a kind: a test checks the catalogue. */
export const KEPT: Record<string, string> = {
  tenants: 'the organization itself',
  tenant_keys: 'without it nothing could be read',
  known_numbers:
    'that a number is known, as keyed hashes; deleted with the last row that has the number',
  person_keys: 'encrypts the data of a person; destroyed when the person is erased',
  verification_consents: 'joins a code to the consents it proved; ids only',
  renewals: 'that a person was asked to stay; ids only',
  purposes: 'consents name it',
  purpose_versions: 'says what a consent meant when it was given',
  wordings: 'says what was agreed to',
  wording_versions: 'says which text was in force',
  suppressions: 'protects people from being messaged again, as long as messages could be sent',
  suppression_changes: 'says what blocked an address and when; as a keyed hash',
  suppression_imports: 'counts of imported files; nothing personal',
  consent_settings: 'settings',
  segments: 'settings',
  templates: 'the organization’s own texts',
  template_versions: 'the organization’s own texts, as they were sent',
  campaigns: 'what was sent to whom in general; nothing personal',
  campaign_batches:
    'when the messages of a campaign were handed over, by their ordinals; nothing personal',
  campaign_lanes: 'progress of a campaign; nothing personal',
  campaign_replays: 'counts; nothing personal',
  campaign_replay_differences: 'which decisions came out differently; ids and reasons only',
  message_rules: 'settings',
  member_addresses: 'where tests of a member go; ends with the membership',
  test_messages:
    'that a member got a test; its text is deleted after the hand-over, the row after 30 days',
  sending_domains: 'settings, with the key that signs mails',
  quiet_hours: 'settings',
  holidays: 'settings',
  frequency_caps: 'settings',
  sender_rests: 'until when a provider’s sender rests; nothing personal',
  bills_due: 'which texts have no price yet; ids only, deleted once they have one',
  frequency_uses:
    'times only, under a keyed hash; the newest few per address, deleted by an erasure',
  rate_cards: 'settings',
  verification_settings: 'settings',
  verification_days: 'sums by day; nothing personal',
  verification_alerts: 'alerts for colleagues; nothing personal',
  verification_prefix_blocks: 'ranges of numbers; nothing personal',
  forms: 'settings',
  form_purposes: 'settings',
  form_snapshots: 'says what a form showed when a consent was given',
  form_submissions: 'joins a consent to what was shown; nothing personal',
  tallies: 'sums; nothing personal',
  tally_changes: 'sums; nothing personal',
  process_outbox:
    'ids of signals still to be sent to a workflow; deleted once Temporal has accepted them',
  audit_leaves: 'hashes: they always show which rows were deleted from the audit log',
  audit_seals: 'signatures over the hashes',
  audit_removals: 'says which rows of the audit log were deleted by a policy or lost in a restore',
  key_rotations: 'says when keys were replaced',
  sealed_counts: 'counts of encrypted values',
  recoveries: 'says when the database was restored',
  privacy_erasures: 'applied again if an old backup is restored; ids and keyed hashes only',
  legal_holds: 'says what was exempted from deletion, and why',
  retention_policies: 'settings',
  retention_runs: 'says what was deleted; counts and hashes only',
  retention_run_kinds: 'says what was deleted; counts and hashes only',
};

/** Data stored outside the tables. */
export const BESIDE: string[] = [
  'Files: imports and copies for people (above), archives (only where a policy says so), seals of the audit log. Archives and seals stay until you delete them.',
  'Histories of Temporal: ids only, encrypted; 7 days after a process ended.',
  'Logs: ids only; as long as your system keeps them.',
  'Backups: as long as you keep them; restoring one applies the erasures and withdrawals made since.',
];
