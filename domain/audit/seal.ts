import { createHash, type KeyObject } from 'node:crypto';
import canonicalize from 'canonicalize';
import { signBytes, verifies } from '#lib/signing.ts';

/** The signed part of a seal: the Merkle root of a range of audit rows, chained to the previous seal. */
export type SealHead = {
  tenant_id: string;
  /** From 1 on, without a gap. */
  number: number;
  /** The position of the first row it covers; positions start at 1. */
  first_position: number;
  entries: number;
  /** Hex. */
  root: string;
  /** The hash of the previous seal, hex; null for the first. */
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

/** Signs a seal. */
export function signSeal(head: SealHead, key: KeyObject): Seal {
  const hash = hashOf(head);
  return {
    ...head,
    hash: hash.toString('hex'),
    signature: signBytes(key, hash).toString('base64url'),
  };
}

/** Returns whether the key signed this seal. Does not check the rows: for that, compare their root. */
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
