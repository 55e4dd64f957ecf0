import { createHash, type KeyObject } from 'node:crypto';
import canonicalize from 'canonicalize';
import { signBytes, verifies } from '#lib/signing.ts';

/** A seal: a run of audit rows by the root of their tree, chained to the seal before it. */
export type SealHead = {
  tenant_id: string;
  /** From 1 on, without a gap. */
  number: number;
  /** Of the first row it covers; rows count from 1. */
  first_position: number;
  entries: number;
  /** Hex. */
  root: string;
  /** The hash of the seal before, hex; null for the first. */
  previous: string | null;
  sealed_at: string;
  key_version: number;
};
export type Seal = SealHead & {
  /** SHA-256 of the head's canonical JSON, hex. */
  hash: string;
  /** Ed25519 over that hash, base64url. */
  signature: string;
};

export function signSeal(head: SealHead, key: KeyObject): Seal {
  const hash = hashOf(head);
  return {
    ...head,
    hash: hash.toString('hex'),
    signature: signBytes(key, hash).toString('base64url'),
  };
}

/** Whether a seal is what its key signed. Says nothing about the rows: compare their root. */
export function isSigned(seal: Seal, key: KeyObject): boolean {
  const { hash, signature, ...head } = seal;
  const made = hashOf(head);
  return made.toString('hex') === hash && verifies(key, made, Buffer.from(signature, 'base64url'));
}

function hashOf(head: SealHead): Buffer {
  const {
    tenant_id, number, first_position, entries, root, previous, sealed_at, key_version,
  } = head; // prettier-ignore
  const text = canonicalize({
    tenant_id, number, first_position, entries, root, previous, sealed_at, key_version,
  }); // prettier-ignore
  return createHash('sha256')
    .update(text ?? '')
    .digest();
}
