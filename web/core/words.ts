import { own } from '../../lib/own.ts';

export type Tone = 'good' | 'busy' | 'wait' | 'bad' | 'off';

/** The tone and plain word of every state. */
export const STATES: Record<string, [Tone, string]> = {
  granted: ['good', 'Granted'],
  approved: ['good', 'Approved'],
  delivered: ['good', 'Delivered'],
  sent: ['good', 'Sent'],
  completed: ['good', 'Completed'],
  done: ['good', 'Done'],
  active: ['good', 'Active'],
  deactivated: ['off', 'Deactivated'],
  in_force: ['good', 'In force'],
  requested: ['wait', 'Waiting'],
  reserved: ['busy', 'Running'],
  settled: ['good', 'Settled'],
  released: ['off', 'Released'],
  pending: ['wait', 'Waiting'],
  under_way: ['busy', 'In progress'],
  on_hold: ['wait', 'On hold'],
  ready: ['good', 'Ready'],
  revoked: ['off', 'Revoked'],
  erased: ['off', 'Erased'],
  awaiting_consent: ['wait', 'Waiting for consent'],
  queued: ['busy', 'Queued'],
  held: ['wait', 'Deferred'],
  fell_back: ['off', 'Sent by the other channel'],
  looked_up: ['off', 'Checking with the provider'],
  sending: ['busy', 'Sending'],
  running: ['busy', 'Running'],
  processing: ['busy', 'Running'],
  importing: ['busy', 'Importing'],
  validating: ['busy', 'Checking'],
  preparing: ['busy', 'Preparing'],
  scheduled: ['wait', 'Scheduled'],
  uploaded: ['wait', 'Uploaded'],
  trying: ['busy', 'Trying'],
  tried: ['wait', 'Tried'],
  paused: ['wait', 'Paused'],
  open: ['wait', 'Waiting'],
  urgent: ['wait', 'Ends soon'],
  overdue: ['bad', 'Overdue'],
  dismissed: ['off', 'Not a withdrawal'],
  undecided: ['off', 'Nobody decided'],
  draft: ['off', 'Draft'],
  none: ['off', 'Never asked'],
  lapsed: ['off', 'Not confirmed'],
  expired: ['off', 'Expired'],
  canceled: ['off', 'Canceled'],
  excluded: ['off', 'Left out'],
  skipped: ['off', 'Left out'],
  refused: ['bad', 'Refused'],
  withdrawn: ['bad', 'Withdrawn'],
  imported_unproven: ['wait', 'Imported, no proof'],
  max_attempts_reached: ['bad', 'Too many wrong codes'],
  blocked: ['bad', 'Blocked'],
  undeliverable: ['bad', 'Could not be delivered'],
  failed: ['bad', 'Failed'],
  bounced: ['bad', 'Bounced'],
  complained: ['bad', 'Marked as spam'],
  uncertain: ['wait', 'Uncertain'],
  closed: ['off', 'Paused'],
  announced: ['busy', 'Announced'],
  in_use: ['good', 'In use'],
  readable: ['wait', 'Decrypts only'],
  checks_only: ['off', 'Verifies only'],
  keeping: ['wait', 'Old version still verifies'],
  destroyed: ['off', 'Destroyed'],
  suspended: ['bad', 'Suspended'],
  proved: ['good', 'Proved'],
  unproved: ['wait', 'Not proved'],
  record_unchecked: ['off', 'Not checked yet'],
  record_found: ['good', 'Found'],
  record_missing: ['bad', 'Missing'],
  record_different: ['bad', 'Different'],
  record_unreachable: ['wait', 'No answer'],
  proof_verified: ['good', 'Verified'],
  proof_waiting: ['wait', 'Sealed within a minute'],
  proof_entry_missing: ['bad', 'Audit row missing'],
  proof_entry_changed: ['bad', 'Audit row changed'],
  proof_order_changed: ['bad', 'Audit rows moved'],
  proof_seal_changed: ['bad', 'Seal changed'],
  proof_record_changed: ['bad', 'Record changed'],
};

export const statusWord = (value: string): string => own(STATES, value)?.[1] ?? sentence(value);

/** `hard_bounce` → `Hard bounce`. */
export const sentence = (value: string): string => {
  const words = value.replaceAll(/[_.]/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Returns states as the options of a filter. */
export const statusOptions = (values: readonly string[]) =>
  values.map((value) => ({ value, label: statusWord(value) }));
