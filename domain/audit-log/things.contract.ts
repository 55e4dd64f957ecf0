/** A type of entity in the audit log. */
export type ThingTerms = {
  /** Its label in a list. */
  label: string;
  /** Its placeholder in a sentence, where it has no name that the reader may know. */
  unnamed: string;
  /** Its name needs no quotes in a sentence: the name of a person, a number, or a text of ours. */
  plain?: true;
  /** Its text in a sentence with its name; by default the name alone. */
  named?: (name: string) => string;
};

const SOMEBODY = 'somebody';
const GONE = 'a person whose address was deleted';

/** Every entity type of audit rows. */
export const AUDIT_THINGS: Readonly<Record<string, ThingTerms>> = {
  api_key: { label: 'API key', unnamed: '' },
  assistant_conversation: { label: 'Conversation', unnamed: '' },
  audit_export: { label: 'Audit log', unnamed: 'the audit log' },
  campaign: { label: 'Campaign', unnamed: '' },
  consent: { label: 'Consent', unnamed: GONE, plain: true },
  contact: { label: 'Contact', unnamed: '', plain: true },
  erasure: { label: 'Erasure', unnamed: 'a person', plain: true },
  export: { label: 'Copy of data', unnamed: 'a person', plain: true },
  form: { label: 'Form', unnamed: '' },
  hand_over: { label: 'Messages', unnamed: '' },
  hold: { label: 'Legal hold', unnamed: 'a person without a contact', plain: true },
  import: { label: 'Import', unnamed: 'a file' },
  inbound_message: { label: 'Message that came in', unnamed: SOMEBODY, plain: true },
  invitation: { label: 'Invitation', unnamed: SOMEBODY, plain: true },
  key_rotation: { label: 'Key', unnamed: '' },
  mail_report: { label: 'Report of a mail server', unnamed: '' },
  member: { label: 'Team', unnamed: SOMEBODY, plain: true },
  message: { label: 'Message', unnamed: 'a message', plain: true, named: (to) => `the message to ${to}` },
  organization: { label: 'Organization', unnamed: '' },
  privacy_request: { label: 'Privacy request', unnamed: 'a person', plain: true },
  process: { label: 'Process', unnamed: '' },
  purpose: { label: 'Purpose', unnamed: '' },
  rate_card: { label: 'Price', unnamed: 'a country', plain: true },
  recovery: { label: 'Recovery', unnamed: '' },
  retention_policy: { label: 'Retention', unnamed: 'something' },
  retention_run: { label: 'Retention', unnamed: '' },
  review: { label: 'Review', unnamed: SOMEBODY, plain: true },
  segment: { label: 'Segment', unnamed: '' },
  sending_domain: { label: 'Sending domain', unnamed: '', plain: true },
  suppression: { label: 'Blocked address', unnamed: 'an address', plain: true },
  suppression_export: { label: 'Blocked addresses', unnamed: '' },
  suppression_import: { label: 'Import of blocked addresses', unnamed: 'a file' },
  template: { label: 'Template', unnamed: '' },
  tool: { label: 'Tool', unnamed: '' },
  user: { label: 'Team', unnamed: SOMEBODY, plain: true },
  verification: { label: 'Code', unnamed: GONE, plain: true },
  verification_lock: { label: 'Code', unnamed: 'an address', plain: true },
  verification_prefix_block: { label: 'Numbers', unnamed: 'certain digits', plain: true },
  verification_settings: { label: 'Limits for codes', unnamed: '' },
  wording: { label: 'Words', unnamed: 'a purpose' },
}; // prettier-ignore
