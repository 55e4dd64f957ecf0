import { own } from '../../lib/own.ts';

/** The names that pages give to fields; other fields are named by their key. */
const FIELDS: Record<string, string> = {
  email: 'e-mail address',
  phone: 'phone number',
  locale: 'language',
  time_zone: 'time zone',
  email_verified: 'proof of the e-mail address',
  is_default: 'default',
  body_html: 'text',
  body_text: 'plain text',
  scopes: 'rights',
  key: 'secret',
  member: 'owner',
  expires_at: 'end',
  template_id: 'template',
  segment_id: 'audience',
  purpose_id: 'purpose',
  brand_color: 'color',
  postal_address: 'postal address',
  sms_max_segments: 'maximum segments of a text message',
};

/** `body_html` → `text`, `time_zone` → `time zone`. A text that is not a field name is returned unchanged. */
export const fieldWord = (field: string): string =>
  own(FIELDS, field) ??
  (/^[a-z][\w.]*$/i.test(field) ? field.replaceAll(/[_.]/g, ' ').replace(/ (id|at)$/, '') : field);

/** Settings that are on or off, as statements. */
const SWITCHES: Record<string, string> = {
  enabled: 'They are in force',
  transactional: 'They apply to service messages too',
  revoke_all: 'A withdrawal covers every purpose',
  revoke_across_channels: 'A withdrawal covers every channel',
  yes_opts_in: 'A YES by text is a consent',
  provider_confirms_stop: 'The provider confirms a STOP',
  provider_answers_help: 'The provider answers HELP',
  overdue: 'It was overdue',
  receipt: 'With the address of a receipt',
  recovered: 'After a restore',
  repeated: 'It is sent once more',
  revealed: 'Addresses in clear text',
};
export const switchWord = (name: string): string | undefined => own(SWITCHES, name);

/** Plain words for values that code spells differently. */
const SAID: Record<string, Record<string, string>> = {
  by: {
    start: 'The person texted START',
    erasure: 'By an erasure',
    preference_centre: 'In the preference center',
    'template preview': 'For the preview of a template',
    ownership: 'By the record of ownership',
    dkim: 'By the key in its DNS',
  },
  source: { import: 'By an import' },
  outcome: {
    sending: 'It goes out',
    awaiting_consent: 'The person is asked for consent first',
    refused: 'It is not sent',
  },
  wish: {
    stop: 'It asks to stop',
    perhaps_stop: 'It may ask to stop',
    help: 'It asks for help',
    start: 'It asks to start again',
    yes: 'It says yes',
    none: 'It asks for nothing in particular',
  },
  format: { csv: 'As CSV', jsonl: 'As JSON Lines' },
  permanence: { permanent: 'For good', transient: 'For now', undetermined: 'It is not known for how long' },
  at: { hand_over: 'At the hand-over' },
  kind: {
    export: 'For a copy of their data',
    erasure: 'To be erased',
    data: 'The data key',
    signing: 'The signing key',
    seal: 'The seal key',
    index: 'The index key',
    suppression: 'The suppression key',
    consent: 'What people agree to',
    notice: 'The privacy notice',
  },
  refusal: {
    identity: 'The person’s identity is not certain',
    legal_claim: 'The data is needed for a legal claim',
    legal_duty: 'The law requires keeping the data',
    excessive: 'They asked again within a short time',
    other: 'For another reason',
  },
  reason: {
    wrong_password: 'The password was wrong',
    owners_only: 'Only an owner may do that to an owner',
    own_role: 'Nobody gives themselves a higher role',
    own_account: 'Nobody deactivates themselves',
    last_owner: 'No active owner would have been left',
    wrong_code: 'The code was wrong',
    too_many_attempts: 'There were too many attempts',
    opt_out: 'They said stop',
    complaint: 'They marked a mail as spam',
    hard_bounce: 'The address does not exist',
    provider_block: 'The provider refuses the address',
    erasure: 'They asked to be erased',
    legal: 'For legal reasons',
    admin: 'Blocked by the team',
  },
  provider: {
    no_answer: 'The provider does not know it',
    delivered: 'The provider delivered it',
    sent: 'The provider has it',
    failed: 'The provider could not deliver it',
  },
  told: { sent: 'It was sent', failed: 'It could not be sent', uncertain: 'Whether it was sent is not known' },
}; // prettier-ignore

export const saidOf = (key: string, value: string): string | undefined =>
  own(own(SAID, key) ?? {}, value);
