import { hash, randomBytes } from 'node:crypto';

/** Prefix of every key, so that a leaked one is recognised. */
export const KEY_PREFIX = 'ask_';

/** Returns a new key with 256 random bits. */
export const newKeyText = (): string => KEY_PREFIX + randomBytes(32).toString('base64url');

/** Returns the hash that the table stores. A key is random, so a plain hash of it cannot be guessed. */
export const keyHash = (key: string): string => hash('sha256', key, 'base64url');

/** Returns the first characters of a key, which lists may show. */
export const keyStart = (key: string): string => key.slice(0, 8);
