import '#lib/fault-words.ts';
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { publicKey, verifies } from '#lib/signing.ts';
import { leafOf } from '../../audit/entry.ts';
import { rootFromPath } from '../../audit/merkle.ts';
import { isSigned } from '../../audit/seal.ts';
import {
  erasureCertificate,
  type ErasureCertificate,
  type ErasureStatement,
} from './certificate.contract.ts';

export type CertificateVerdict =
  { ok: true; certificate: ErasureCertificate } | { ok: false; problems: string[] };

/**
 * Checks a certificate by itself and, if given, against the organisation's public key.
 * @param expectedKey 32 bytes, base64url
 */
export function checkCertificate(given: unknown, expectedKey?: string): CertificateVerdict {
  const parsed = erasureCertificate.safeParse(given);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    return {
      ok: false,
      problems: [`is not a certificate: ${first?.path.join('.')} ${first?.message}`],
    };
  }
  const problems = problemsOf(parsed.data, expectedKey);
  return problems.length ? { ok: false, problems } : { ok: true, certificate: parsed.data };
}

function problemsOf(one: ErasureCertificate, expectedKey: string | undefined): string[] {
  const { statement, proof, public_key: key } = one;
  const bytes = Buffer.from(key, 'base64url');
  if (bytes.length !== 32) return ['has no public key'];
  const signer = publicKey(bytes);
  const checks: [boolean, string][] = [
    [expectedKey === undefined || expectedKey === key, 'is signed by another key'],
    [verifies(signer, signedPart(one), Buffer.from(one.signature, 'base64url')), 'was changed after it was signed'],
    [proof.entry.detail['certificate_sha256'] === statementSha256(statement), 'does not match the audit log'],
    [proof.entry.entity_id === statement.certificate, 'belongs to another erasure than its proof'],
    [rootOf(one) === proof.seal.root, 'does not lead to its seal'],
    [isSigned(proof.seal, signer), 'carries a seal that was not signed by this key'],
    [proof.seal.tenant_id === statement.tenant_id, 'carries the seal of another organization'],
  ]; // prettier-ignore
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

/** Returns the SHA-256 of the statement's canonical JSON, hex, as the audit row contains it. */
export const statementSha256 = (statement: ErasureStatement): string =>
  createHash('sha256')
    .update(canonicalize(statement) ?? '')
    .digest('hex');

/** Returns everything but the signature. */
export function signedPart(
  one: Omit<ErasureCertificate, 'signature'> & { signature?: string },
): Buffer {
  const { signature: _, ...rest } = one;
  return Buffer.from(canonicalize(rest) ?? '');
}

function rootOf({ proof }: ErasureCertificate): string | null {
  const position = { index: proof.index, size: proof.seal.entries };
  const path = proof.path.map((hash) => Buffer.from(hash, 'hex'));
  return rootFromPath(leafOf(proof.entry), position, path)?.toString('hex') ?? null;
}
