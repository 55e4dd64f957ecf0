import type { Knex } from 'knex';

/*
 * What one row of each table is, for whoever opens the database; docs/data-model.md is made from it. A comment
 * begins with the table's module in brackets. Tables made later bring theirs with them.
 */
const COMMENTS: Record<string, string> = {
  tenants: '[identity] an organisation; every other row belongs to one',
  tenant_keys: "[keys] one version of one of an organisation's keys, wrapped by the master key",
  idempotency_keys: '[platform] a request that may be repeated, with its sealed answer, for a day',
  tallies: '[platform] how many of something there are on a day: what the overview shows',
  tally_changes: '[platform] a count that is not in its tally yet',
  contacts: '[contacts] a person, their addresses and custom values sealed',
  segments: '[contacts] a rule that says which contacts are in',
  imports: '[contacts] a file of contacts, its mapping and how far it has come',
  import_errors: '[contacts] a row of a file that was not taken, and why',
  purposes: '[consent] what messages are about; consent is given to one',
  purpose_versions: '[consent] what a purpose was called and said at a time',
  wordings: '[consent] a text that somebody agreed to or was shown, once for each text',
  wording_versions: '[consent] which wording or privacy notice is, or was, in force',
  consents:
    '[consent] the state of one address, channel and purpose: what its events add up to, and the lock of whoever changes or relies on it',
  consent_events: '[consent] something that happened to a consent, with its evidence',
  verification_consents:
    '[consent] a consent that a code proves, and the request that asked for it',
  renewals: '[consent] a grant whose person was asked to stay',
  consent_settings: '[consent] what a withdrawal by text means to an organisation',
  suppressions: '[consent] an address that gets nothing, whatever its consents say',
  suppression_imports: '[consent] a file of blocked addresses that was taken',
  suppression_import_errors: '[consent] a row of such a file that was not taken, and why',
  inbound_messages: '[consent] a text or mail that came in',
  consent_reviews:
    '[consent] words that may be a withdrawal, until somebody decides or the clock does',
  verifications: '[verification] a code or link that proves an address',
  verification_sends: '[verification] a code handed over: what limits and costs are counted from',
  verification_locks: '[verification] failures of an address and purpose, over all its codes',
  verification_settings: "[verification] an organisation's own limits",
  verification_days: '[verification] codes and their cost on a day',
  verification_prefix_blocks: '[verification] a range of numbers that gets no codes for now',
  verification_alerts: '[verification] something somebody should look at',
  rate_cards: '[verification] what a text or mail costs an organisation',
  'limits.counters':
    '[platform] the newest hits of something limited over all organisations, named by a keyed hash',
  templates: '[templates] words to be sent, by name',
  template_versions: '[templates] the words of a template in one version and language',
  campaigns: '[campaigns] one message to many people',
  campaign_lanes: '[campaigns] which activity sends a range of recipients, and what it has begun',
  messages:
    '[messaging] one recipient of one message: what happened and why, with the consent event that allows it',
  message_events: '[messaging] something that happened to a message',
  outbox: '[messaging] a message somebody has to look at, and when',
  message_fallbacks: '[messaging] the other way of a message, should the first fail',
  mail_reports: '[messaging] what a provider said about a mail',
  message_rules: '[messaging] whether quiet hours hold, and what happens over a cap',
  quiet_hours: '[messaging] the hours in which messages may arrive in a region, with the source',
  holidays: '[messaging] a day on which messages wait',
  frequency_caps: '[messaging] how many messages an address may get in so many hours',
  frequency_uses: '[messaging] what an address got lately, where a cap asks',
  forms: '[forms] a public sign-up form',
  form_purposes: '[forms] a purpose that a form asks for',
  form_snapshots: '[forms] what a form showed, once for each text, signed',
  form_submissions: '[forms] a form that was sent in',
  form_tickets: '[forms] a ticket of a form that has been used',
  audit_log: '[audit] who did what, written in the transaction of the change',
  audit_leaves: '[audit] the place of an audit row for ever, with its hash',
  audit_seals: '[audit] a signed Merkle root over a run of audit rows',
  audit_removals: '[audit] a run of audit rows that was taken away by right, signed',
  backups: '[platform] a backup that was taken',
  person_keys:
    '[keys] the key of what a person left in rows that stay, wrapped; destroyed when they are erased',
  'auth."user"': '[identity] somebody who can sign in',
  'auth."session"': '[identity] a sign-in that lasts',
  'auth."account"': '[identity] how a user proves who they are',
  'auth."verification"': '[identity] a pending proof of the identity library',
  'auth."organization"':
    '[identity] an organisation as the identity library knows it; its id is the tenant_id',
  'auth."member"': '[identity] a user in an organisation, with a role',
  'auth."invitation"': '[identity] somebody asked to join',
  'auth."apikey"': '[identity] an API key, as a hash',
  'auth.rate_limits': '[identity] attempts to sign in, counted',
};

export async function up(knex: Knex): Promise<void> {
  for (const [table, comment] of Object.entries(COMMENTS)) {
    await knex.raw(`comment on table ${table} is '${comment.replaceAll("'", "''")}'`);
  }
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
