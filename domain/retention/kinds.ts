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

/** A kind's description, and the limits for an organisation's policy. Times are in days. */
export type KindTerms = {
  title: string;
  /** What it is. */
  what: string;
  /** Begin of its age. */
  since: string;
  /** Effect of each allowed action; the first is the default. */
  actions: Partial<Record<RetentionAction, string>>;
  action: RetentionAction;
  /** Null: kept unless the organisation decides otherwise. */
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
  'Rows go to a sealed file of the organisation first, with what a person’s own key seals still sealed, then they are deleted';

export const KINDS: Record<RetentionKind, KindTerms> = {
  verifications: {
    title: 'Verification codes',
    what: 'Codes and links sent to prove an address, their sends, and failures counted for it',
    since: 'the code ended',
    actions: {
      delete:
        'Deleted. Of a code that a consent rests on stays that it was asked for and how it ended, without address',
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
    what: 'Evidence of consents that are over: network address, browser, form, notes, and the address itself',
    since: 'the last thing happened to the consent',
    actions: {
      anonymise:
        'Evidence and address are deleted. The skeleton stays: what was agreed to and taken back, when, by which road. Of a withdrawal a keyed hash of the address stays too, so that no import can undo it',
      archive:
        'The history goes to a sealed file of the organisation first, evidence still under the person’s own key; then evidence and address are deleted and the skeleton stays',
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
    title: 'Words of messages',
    what: 'What single messages said, and the other way prepared for them',
    since: 'the message was made',
    actions: {
      delete: 'The words are deleted; that it was sent, when and how it ended stays',
      archive: `The sealed words go to a sealed file of the organisation first, then they are deleted`,
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
    what: 'Texts and mails of people, and what somebody decided about them',
    since: 'it came, or was decided about',
    actions: { delete: 'Deleted; a withdrawal they led to stays', archive: ARCHIVED },
    action: 'delete',
    keepDays: 395,
    min: 30,
    max: 1096,
    mayKeep: false,
    why: 'Like the words of messages',
    tables: ['inbound_messages', 'consent_reviews'],
  },
  messages: {
    title: 'Delivery records',
    what: 'Who got which message when and how it ended, its events, and reports of mail servers',
    since: 'the message was made',
    actions: {
      delete: 'Deleted; numbers of campaigns and days that old go with them',
      anonymise:
        'The line stays so that numbers add up; person, address, words, provider’s number, details and reports go',
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
    what: 'Files of contacts, their samples and the rows that were not taken',
    since: 'the import ended, or was last touched',
    actions: { delete: 'File, sample and failed rows are deleted; the counts stay' },
    action: 'delete',
    keepDays: 7,
    min: 1,
    max: 30,
    mayKeep: false,
    why: 'Time to correct a file and take it again',
    tables: ['imports', 'import_errors', 'suppression_import_errors'],
  },
  privacy_exports: {
    title: 'Copies for people',
    what: 'Files with everything about a person, made because they asked',
    since: 'the copy was ready',
    actions: { delete: 'The file is deleted; that it was made and fetched stays' },
    action: 'delete',
    keepDays: 7,
    min: 1,
    max: 7,
    mayKeep: false,
    why: 'Links to it end after 7 days; this makes sure of it',
    tables: ['privacy_exports'],
  },
  privacy_requests: {
    title: 'Requests of people',
    what: 'What people asked for about their data, and the answer',
    since: 'it was decided, or asked for and never proven',
    actions: {
      anonymise: 'Address and note are deleted; what was asked, when and the answer stay',
    },
    action: 'anonymise',
    keepDays: 1096,
    min: 365,
    max: 1826,
    mayKeep: false,
    why: 'That a request was answered in time may have to be shown for three years',
    tables: ['privacy_requests'],
  },
  idempotency_answers: {
    title: 'Answers kept for repeats',
    what: 'Answers to requests with an Idempotency-Key, sealed',
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
    what: 'One-time numbers of forms that were sent in',
    since: 'the ticket ended',
    actions: { delete: 'Deleted' },
    action: 'delete',
    keepDays: 1,
    min: 1,
    max: 30,
    mayKeep: false,
    why: 'After its end a ticket is refused by its own date',
    tables: ['form_tickets'],
  },
  contacts: {
    title: 'Contacts without consent or activity',
    what: 'Profiles nobody changed, wrote to or heard from, without a consent that is in force or asked for',
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
    what: 'Who did what, by ids',
    since: 'it was done',
    actions: {
      delete:
        'Deleted with a signed note of the places; hashes and seals stay, so that a verification still tells right from wrong',
      archive: `Rows go to a sealed file of the organisation first, then they are deleted with a signed note of the places`,
    },
    action: 'delete',
    keepDays: 2557,
    min: 1461,
    max: 3653,
    mayKeep: true,
    why: 'It backs the proof of consents, so it lives longer than they do by default',
    tables: ['audit_log'],
  },
};

/** Tenant tables without a policy, and why. Every table must be here or under a kind: a test checks the catalogue. */
export const KEPT: Record<string, string> = {
  tenants: 'the organisation itself',
  tenant_keys: 'without it nothing could be read',
  known_numbers:
    'that a number is known, under keyed hashes; goes with the last row that has the number',
  person_keys: 'seals what stays of a person; destroyed when they are erased',
  verification_consents: 'joins a code to the consents it proved; ids only',
  renewals: 'that a person was asked to stay; ids only',
  purposes: 'consents name it',
  purpose_versions: 'says what a consent meant when it was given',
  wordings: 'says what was agreed to',
  wording_versions: 'says which text was in force',
  suppressions: 'protects people from being messaged again, for as long as messages could be sent',
  suppression_changes: 'says what blocked an address when; under a keyed hash',
  suppression_imports: 'counts of files taken; nothing personal',
  consent_settings: 'settings',
  segments: 'settings',
  templates: 'the organisation’s own words',
  template_versions: 'the organisation’s own words, as they were sent',
  campaigns: 'what was sent to whom in general; nothing personal',
  campaign_lanes: 'how far a campaign is; nothing personal',
  campaign_replays: 'counts; nothing personal',
  campaign_replay_differences: 'which decision came out differently; ids and reasons only',
  message_rules: 'settings',
  member_addresses: 'where tests of a member go; ends with the membership',
  test_messages:
    'that a member got a test; its words go once it is handed over, the row after 30 days',
  sending_domains: 'settings, with the key that signs mails',
  quiet_hours: 'settings',
  holidays: 'settings',
  frequency_caps: 'settings',
  sender_rests: 'until when a provider wants nothing more; nothing personal',
  bills_due: 'which texts have no price yet; ids only, gone once they have',
  frequency_uses:
    'times only, under a keyed hash; the newest few for each address, taken by erasure',
  rate_cards: 'settings',
  verification_settings: 'settings',
  verification_days: 'sums of days; nothing personal',
  verification_alerts: 'what somebody should look at; nothing personal',
  verification_prefix_blocks: 'ranges of numbers; nothing personal',
  forms: 'settings',
  form_purposes: 'settings',
  form_snapshots: 'says what a form showed when a consent was given',
  form_submissions: 'joins a consent to what was shown; nothing personal',
  tallies: 'sums; nothing personal',
  tally_changes: 'sums; nothing personal',
  process_outbox: 'ids of what a workflow is still to be told; goes once Temporal has taken it',
  audit_leaves: 'hashes: what went from the audit log can always be seen to have gone',
  audit_seals: 'signatures over the hashes',
  audit_removals: 'says what went from the audit log by right',
  key_rotations: 'says when keys were replaced',
  sealed_counts: 'counts of sealed values',
  recoveries: 'says when the database was put back',
  privacy_erasures: 'applied again should an old backup be restored; ids and keyed hashes only',
  legal_holds: 'says what was kept from removal, and why',
  retention_policies: 'settings',
  retention_runs: 'says what went; counts and hashes only',
  retention_run_kinds: 'says what went; counts and hashes only',
};

/** Data stored outside the tables. */
export const BESIDE: string[] = [
  'Files: imports and copies for people (above), archives (only where a policy says so), seals of the audit log. Archives and seals stay until you delete them.',
  'Histories of Temporal: ids only, sealed; 7 days after a process ended.',
  'Logs: ids only; as long as your system keeps them.',
  'Backups: as long as you keep them; restoring one applies the erasures and withdrawals made since.',
];
