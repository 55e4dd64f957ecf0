import { hash, randomBytes } from 'node:crypto';

/** What every key begins with, so that one that leaks is recognised. */
export const KEY_PREFIX = 'ask_';

/** 256 random bits. */
export const newKeyText = (): string => KEY_PREFIX + randomBytes(32).toString('base64url');

/** What the table holds instead. A key is random, so that a plain hash of it cannot be guessed back. */
export const keyHash = (key: string): string => hash('sha256', key, 'base64url');

/** The first characters of a key, which lists may show. */
export const keyStart = (key: string): string => key.slice(0, 8);
