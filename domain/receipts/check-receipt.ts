import '#lib/fault-words.ts';
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { publicKey, verifies } from '#lib/signing.ts';
import { leafOf } from '../audit/entry.ts';
import { rootFromPath } from '../audit/merkle.ts';
import { isSigned } from '../audit/seal.ts';
import { receipt as shape, type Receipt } from './receipt.contract.ts';
import { statementHash, subjectHash } from '../consent/record/statement.ts';

export type ReceiptVerdict =
  { ok: true; receipt: Receipt; says: ReceiptSays } | { ok: false; problems: string[] };

/** The facts that a valid receipt shows. */
export type ReceiptSays = {
  /** True when the receipt contains the address and proves that it is the consent's. */
  address_proven: boolean;
  sealed_at: string;
  seal: number;
};

/**
 * Checks a receipt by itself and, if given, against the organisation's public key: no database, no network. The owner
 * of the key must be known from elsewhere.
 * 1. Is the receipt signed and unchanged? 2. Does the audit row contain the hash of the statement? 3. Does the row's
 * path lead to the seal's root? 4. Is the seal signed by the same key? 5. Do wording and address match the statement?
 * @param expectedKey 32 bytes, base64url
 */
export function checkReceipt(given: unknown, expectedKey?: string): ReceiptVerdict {
  const parsed = shape.safeParse(given);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    return {
      ok: false,
      problems: [`is not a receipt: ${first?.path.join('.')} ${first?.message}`],
    };
  }
  const one = parsed.data;
  const problems = problemsOf(one, expectedKey);
  if (problems.length) return { ok: false, problems };
  const { seal } = one.proof;
  return {
    ok: true,
    receipt: one,
    says: {
      address_proven: one.proof.salt !== null,
      sealed_at: seal.sealed_at,
      seal: seal.number,
    },
  };
}

function problemsOf(one: Receipt, expectedKey: string | undefined): string[] {
  const { record, proof, publicKey: key } = one;
  const { statement } = record;
  const bytes = Buffer.from(key, 'base64url');
  if (bytes.length !== 32) return ['has no public key'];
  const signer = publicKey(bytes);
  const checks: [boolean, string][] = [
    [expectedKey === undefined || expectedKey === key, 'is signed by another key'],
    [verifies(signer, signedBytes(one), Buffer.from(one.signature, 'base64url')), 'was changed after it was signed'],
    [proof.entry.detail['statement_sha256'] === statementHash(statement), 'does not match the audit log'],
    [proof.entry.detail['event_id'] === statement.event_id, 'belongs to another event than its proof'],
    [rootOf(one) === proof.seal.root, 'does not lead to its seal'],
    [isSigned(proof.seal, signer), 'carries a seal that was not signed by this key'],
    [proof.seal.tenant_id === statement.tenant_id, 'carries the seal of another organization'],
    [sha256(record.wording) === statement.wording_sha256, 'shows a different wording from the one agreed to'],
    [sha256(record.notice) === statement.notice_sha256, 'shows a privacy notice other than the one in force then'],
    [one.consentReceiptID === statement.event_id, 'names another event'],
    [one.consentTimestamp === Math.floor(Date.parse(statement.captured_at) / 1000), 'names another time'],
    [
      proof.salt === null || subjectHash(proof.salt, one.piiPrincipalId) === statement.subject_sha256,
      'names another address',
    ],
  ]; // prettier-ignore
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

/** Returns the bytes that are signed: everything except the signature. */
export function signedBytes(one: Omit<Receipt, 'signature'> & { signature?: string }): Buffer {
  const { signature: _, ...rest } = one;
  return Buffer.from(canonicalize(rest) ?? '');
}

function rootOf({ proof }: Receipt): string | null {
  const position = { index: proof.index, size: proof.seal.entries };
  const path = proof.path.map((hash) => Buffer.from(hash, 'hex'));
  return rootFromPath(leafOf(proof.entry), position, path)?.toString('hex') ?? null;
}

const sha256 = (text: string | null): string | null =>
  text === null ? null : createHash('sha256').update(text).digest('hex');
