import { randomInt, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { hmac } from '#lib/crypto.ts';

/** Codes of one set. */
export const BACKUP_CODES = 10;
/** No letters or digits that are taken for each other. */
const SIGNS = '23456789abcdefghjkmnpqrstuvwxyz';
/** In groups: 59 bits, far more than can be guessed in the few attempts that there are. */
const GROUPS = 3;
const GROUP = 4;

/** Returns new codes, such as `k3f9-p2mx-7qhd`. */
export const newBackupCodes = (): string[] =>
  Array.from({ length: BACKUP_CODES }, () =>
    Array.from({ length: GROUPS }, () =>
      Array.from({ length: GROUP }, () => SIGNS[randomInt(SIGNS.length)]).join(''),
    ).join('-'),
  );

const HASHED = 'h:';
const stored = z.array(z.string());

/** Backup codes as keyed hashes: neither the database nor its backup contains a code that works. */
export type BackupCodeStore = {
  /** Returns what stands in the database for a code as somebody types it. */
  hashOf(code: string): string;
  /** Replaces the codes of a JSON list by their hashes; those that are hashes already stay. */
  encrypt(json: string): Promise<string>;
  decrypt(json: string): Promise<string>;
};

export function backupCodeStore(key: KeyObject): BackupCodeStore {
  const hashOf = (code: string): string =>
    HASHED + hmac(key, code.toLowerCase().replaceAll(/[\s-]/g, '')).toString('base64url');
  return {
    hashOf,
    encrypt: async (json) =>
      JSON.stringify(
        stored
          .parse(JSON.parse(json))
          .map((code) => (code.startsWith(HASHED) ? code : hashOf(code))),
      ),
    decrypt: async (json) => json,
  };
}
