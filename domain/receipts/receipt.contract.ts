import { z } from 'zod';
import { hex, sealedEntry, sealShape } from '../audit/proof.contract.ts';

/** The statement of a consent event: domain/consent/record/statement.ts. */
const statement = z.strictObject({
  schema: z.literal('assent-consent-event/1'),
  tenant_id: z.string(),
  consent_id: z.string(),
  event_id: z.string(),
  action: z.string(),
  state_after: z.string(),
  source: z.string(),
  actor_type: z.string(),
  channel: z.enum(['sms', 'email']),
  purpose_id: z.string(),
  purpose_version: z.int().nullable(),
  wording_sha256: hex(32).nullable(),
  notice_sha256: hex(32).nullable(),
  jurisdiction: z.string().nullable(),
  verification_id: z.string().nullable(),
  captured_at: z.string(),
  expires_at: z.string().nullable(),
  subject_sha256: hex(32),
});

/**
 * A consent receipt: the fields of the Kantara Consent Receipt 1.1 under their own names (camelCase), the record of
 * ISO/IEC TS 27560:2023 §6.3 as `record`, and its proof. It is signed as a whole.
 */
export const receipt = z.strictObject({
  version: z.literal('KI-CR-v1.1.0'),
  jurisdiction: z.string(),
  /** Seconds since 1970, when the person acted. */
  consentTimestamp: z.int(),
  collectionMethod: z.string(),
  consentReceiptID: z.string(),
  /** Ed25519, base64url. */
  publicKey: z.string(),
  language: z.string(),
  /** The address, or a mask of it. */
  piiPrincipalId: z.string(),
  piiControllers: z.array(
    z.strictObject({ piiController: z.string(), address: z.string().nullable() }),
  ),
  policyUrl: z.string().nullable(),
  services: z.array(
    z.strictObject({
      service: z.string(),
      purposes: z.array(
        z.strictObject({
          purpose: z.string(),
          purposeCategory: z.array(z.string()),
          consentType: z.literal('EXPLICIT'),
          piiCategory: z.array(z.string()),
          primaryPurpose: z.boolean(),
          termination: z.string(),
          thirdPartyDisclosure: z.boolean(),
        }),
      ),
    }),
  ),
  sensitive: z.literal(false),
  spiCat: z.array(z.string()),
  record: z.strictObject({
    schema_version: z.literal('ISO/IEC TS 27560:2023'),
    record_id: z.string(),
    /** The source is only claimed by the controller; missing in older receipts. */
    source_stated: z.boolean().optional(),
    /** The wording the person agreed to; its SHA-256 is in the statement. */
    wording: z.string().nullable(),
    notice: z.string().nullable(),
    statement,
  }),
  proof: z.strictObject({
    /** Hashed with the address it gives `statement.subject_sha256`; present only with the address in clear. */
    salt: hex(16).nullable(),
    entry: sealedEntry,
    /** The position of the entry under its seal, from 0. */
    index: z.int(),
    path: z.array(hex(32)),
    seal: sealShape,
  }),
  /** Ed25519 over the canonical JSON (RFC 8785) of everything else, base64url. */
  signature: z.string(),
});
export type Receipt = z.output<typeof receipt>;
