import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { hmac } from '#lib/crypto.ts';
import type { Consent } from '#models/consent.ts';
import type { ConsentEvent } from '#models/consent-event.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';

/**
 * The content of a consent event without personal data. The audit row of the event contains its hash, so a seal over
 * the audit log also covers the statement. Times are RFC 3339 in UTC; hashes hex.
 */
export type ConsentStatement = {
  schema: 'assent-consent-event/1';
  tenant_id: string;
  consent_id: string;
  event_id: string;
  action: string;
  state_after: string;
  source: string;
  actor_type: string;
  channel: 'sms' | 'email';
  purpose_id: string;
  purpose_version: number | null;
  wording_sha256: string | null;
  notice_sha256: string | null;
  jurisdiction: string | null;
  verification_id: string | null;
  captured_at: string;
  expires_at: string | null;
  /** SHA-256 over salt and address: only somebody who has both can tell whose consent it is. */
  subject_sha256: string;
};

/** The columns of an event that its statement contains. */
export type StatedEvent = Pick<
  ConsentEvent,
  | 'tenant_id'
  | 'id'
  | 'action'
  | 'state_after'
  | 'source'
  | 'actor_type'
  | 'captured_at'
  | 'expires_at'
  | 'wording_id'
  | 'notice_id'
  | 'purpose_version'
  | 'jurisdiction'
  | 'verification_id'
>;

/** Builds the statement of an event. @param hashes of wordings and notices by their id, hex */
export const statementOf = (
  event: StatedEvent,
  consent: Pick<Consent, 'id' | 'channel' | 'purpose_id'>,
  hashes: ReadonlyMap<string, string>,
  subject: string,
): ConsentStatement => ({
  schema: 'assent-consent-event/1',
  tenant_id: event.tenant_id,
  consent_id: consent.id,
  event_id: event.id,
  action: event.action,
  state_after: event.state_after,
  source: event.source,
  actor_type: event.actor_type,
  channel: consent.channel,
  purpose_id: consent.purpose_id,
  purpose_version: event.purpose_version,
  wording_sha256: (event.wording_id && hashes.get(event.wording_id)) || null,
  notice_sha256: (event.notice_id && hashes.get(event.notice_id)) || null,
  jurisdiction: event.jurisdiction,
  verification_id: event.verification_id,
  captured_at: event.captured_at.toISOString(),
  expires_at: event.expires_at?.toISOString() ?? null,
  subject_sha256: subject,
});

/** Returns the SHA-256 of the statement's canonical JSON (RFC 8785), hex. */
export function statementHash(statement: ConsentStatement): string {
  const text = canonicalize(statement);
  if (text === undefined) throw new TypeError('a statement has no canonical form');
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Returns the salt of an event's subject hash, 16 bytes in hex. It differs for each event, so that two receipts
 * cannot be linked to the same person.
 */
export const subjectSalt = (keys: TenantKeys, eventId: string): string =>
  hmac(keys.index, `receipt\0${eventId}`).subarray(0, 16).toString('hex');

/** Returns the subject hash, hex. @param address normalised */
export const subjectHash = (salt: string, address: string): string =>
  createHash('sha256').update(Buffer.from(salt, 'hex')).update(address).digest('hex');
