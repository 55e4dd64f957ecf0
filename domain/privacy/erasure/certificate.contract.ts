import { z } from 'zod';
import { hex, sealedEntry, sealShape } from '../../audit/proof.contract.ts';

/** The statement of a certificate. It has no personal data: only the number of the erasure stands for the person. */
export const erasureStatement = z.strictObject({
  schema: z.literal('assent-erasure-certificate/1'),
  /** The erasure's id. */
  certificate: z.string(),
  tenant_id: z.string(),
  organization: z.string(),
  asked_by: z.string(),
  asked_at: z.string(),
  started_at: z.string(),
  completed_at: z.string(),
  /** Number of deleted rows by kind. */
  erased: z.record(z.string(), z.int()),
  stays: z.array(z.strictObject({ what: z.string(), why: z.string() })),
  out_of_reach: z.array(z.strictObject({ what: z.string(), why: z.string() })),
});
export type ErasureStatement = z.output<typeof erasureStatement>;

/** Signed as a whole with the organisation's seal key; its position in the audit log proves when it was made. */
export const erasureCertificate = z.strictObject({
  statement: erasureStatement,
  proof: z.strictObject({
    /** The audit row `erasure.completed`, which contains the hash of the statement. */
    entry: sealedEntry,
    /** Index of the entry under its seal, from 0. */
    index: z.int(),
    path: z.array(hex(32)),
    seal: sealShape,
  }),
  /** Ed25519, base64url. */
  public_key: z.string(),
  /** Ed25519 over the canonical JSON (RFC 8785) of everything else, base64url. */
  signature: z.string(),
});
export type ErasureCertificate = z.output<typeof erasureCertificate>;
