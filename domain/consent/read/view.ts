import type { Consent } from '#models/consent.ts';
import type { ConsentEvent } from '#models/consent-event.ts';
import { addressAbsent } from '../../addresses/absent.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { decryptPersonal, type OpeningKeys } from '../../encryption/person-keys.ts';
import { consentAddress, maskedConsentAddress } from '../consent-address.ts';
import { evidenceAad } from '../record/encrypt-evidence.ts';

export type ConsentRow = Consent & {
  purpose: string;
  source: string | null;
  source_stated: boolean | null;
};

/** Returns the API view of a consent at a time. A grant past its end is shown as expired, as the gate treats it. */
export function consentView(keys: TenantKeys, c: ConsentRow, now: Date, reveal = false) {
  const address = reveal ? consentAddress(keys, c) : maskedConsentAddress(keys, c);
  const over = c.state === 'granted' && c.expires_at !== null && c.expires_at <= now;
  return {
    id: c.id,
    contact_id: c.contact_id,
    channel: c.channel,
    address: address || null,
    address_absent: addressAbsent(address, c.address_gone),
    purpose: c.purpose,
    state: over ? ('expired' as const) : c.state,
    source: c.source,
    source_stated: c.source_stated ?? false,
    captured_at: c.captured_at,
    expires_at: c.expires_at,
    updated_at: c.updated_at,
  };
}
export type ConsentView = ReturnType<typeof consentView>;

export type EventRow = ConsentEvent & {
  wording: string | null;
  wording_sha256: string | null;
  language: string | null;
  notice_version: number | null;
  notice_sha256: string | null;
};

/** Returns the API view of one event of a consent's history. @param reveal whether the evidence is shown in clear */
export function eventView(keys: TenantKeys, persons: OpeningKeys, e: EventRow, reveal: boolean) {
  const open = (column: string, value: Buffer | null): string | null =>
    decryptPersonal(keys, persons, evidenceAad(e.tenant_id, e.id, column), value);
  const rest = open('evidence', e.evidence_enc);
  return {
    id: e.id,
    action: e.action,
    state_after: e.state_after,
    source: e.source,
    source_stated: e.source_stated,
    actor: { type: e.actor_type, id: e.actor_id },
    captured_at: e.captured_at,
    recorded_at: e.recorded_at,
    wording: e.wording,
    wording_sha256: e.wording_sha256,
    language: e.language,
    purpose_version: e.purpose_version,
    notice:
      e.notice_version !== null && e.notice_sha256 !== null
        ? { version: e.notice_version, sha256: e.notice_sha256 }
        : null,
    jurisdiction: e.jurisdiction,
    verification_id: e.verification_id,
    form_url: e.form_url,
    evidence: reveal
      ? {
          ip: open('ip', e.ip_enc) || null,
          user_agent: open('user_agent', e.user_agent_enc),
          ...(rest ? { other: parsed(rest) } : {}),
        }
      : { ip: e.ip_enc && '•••', user_agent: e.user_agent_enc && '•••' },
    expires_at: e.expires_at,
    request_id: e.request_id,
  };
}

function parsed(json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
