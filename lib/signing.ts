import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/* Ed25519 (RFC 8032). A private key is any 32 random bytes, stored wrapped like every other key. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Makes a private key.
 * @param seed 32 random bytes
 */
export const signingKey = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });

/** Returns the public key as 32 bytes. */
export const publicBytes = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);

/**
 * Makes a public key from 32 bytes.
 * @throws {Error} when these are not 32 bytes of a public key
 */
export const publicKey = (bytes: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_HEAD, bytes]), format: 'der', type: 'spki' });

/** Signs a message; the signature has 64 bytes. */
export const signBytes = (key: KeyObject, message: Buffer): Buffer => sign(null, message, key);

export const verifies = (key: KeyObject, message: Buffer, signature: Buffer): boolean =>
  signature.length === 64 && verify(null, message, key, signature);
