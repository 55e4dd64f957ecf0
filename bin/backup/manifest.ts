import type { KeyObject } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { deriveKey, equalBytes, hmac, type VersionedKey } from '#lib/crypto.ts';

/** A file of a backup, by its path in the backup's folder. The hash is of the file on disk. */
const file = z.object({ file: z.string(), bytes: z.int(), sha256: z.string() });

const table = file.extend({
  schema: z.string(),
  name: z.string(),
  /** In the order of the file's columns. */
  columns: z.array(z.string()),
  rows: z.int(),
});

/** The content of a backup, and how to verify that it is complete. Contains no personal data. */
const manifest = z.object({
  format: z.literal('assent-backup/1'),
  /** `keys`: only the keys of persons and tenants, of which only the newest copy may be kept. */
  kind: z.enum(['database', 'keys']),
  id: z.uuid(),
  /** Time of the snapshot, by the database's clock. */
  taken_at: z.iso.datetime(),
  /** Server version, such as `18.4`. */
  postgres: z.string(),
  /** The migrations that had run, which define the schema of the rows. */
  migrations: z.array(z.string()),
  tables: z.array(table),
  /** The last number of each sequence. */
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), last: z.int() })),
  /** Copies of stored files, by their key; they were encrypted before. */
  stored: z.array(file.extend({ store: z.enum(['files', 'seals']), key: z.string() })),
  /** Files of the data folder that `npm start` needs, encrypted. */
  folder: z.array(file.extend({ name: z.string() })),
  /** Distinguishes a wrong master key from a changed manifest. */
  key_check: z.string(),
  /** HMAC over the canonical JSON (RFC 8785) of everything above. */
  mac: z.string(),
});
export type Manifest = z.infer<typeof manifest>;
export type BackupFile = z.infer<typeof file>;
export type BackupTable = z.infer<typeof table>;

/** A backup that cannot be used. The message is one line with the reason. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

export const MANIFEST = 'manifest.json';

/** Derives the key that encrypts a backup's files; each backup has its own. */
export const backupKey = (masterKey: KeyObject, id: string): VersionedKey => ({
  version: 1,
  key: deriveKey(masterKey, `backup:1:${id}`),
});

const macOf = (masterKey: KeyObject, content: object): Buffer =>
  hmac(deriveKey(masterKey, 'backup-manifest:1'), canonicalize(content) ?? '');

const keyCheck = (masterKey: KeyObject, id: string): Buffer =>
  hmac(deriveKey(masterKey, 'backup-key-check:1'), id);

/** Writes the manifest, as the last file: a folder without it is an unfinished backup. */
export async function writeManifest(
  folder: string,
  masterKey: KeyObject,
  content: Omit<Manifest, 'format' | 'key_check' | 'mac'>,
): Promise<Manifest> {
  const whole = {
    format: 'assent-backup/1' as const,
    ...content,
    key_check: keyCheck(masterKey, content.id).toString('base64url'),
  };
  const made = { ...whole, mac: macOf(masterKey, whole).toString('base64url') };
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}

/**
 * Reads and checks a manifest.
 * @throws {BackupError} when there is none, it was made with another master key, or it was changed
 */
export async function readManifest(folder: string, masterKey: KeyObject): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => null);
  if (text === null) throw new BackupError(`${folder} is not a finished backup: no ${MANIFEST}`);
  const parsed = manifest.safeParse(asJson(text));
  if (!parsed.success) throw new BackupError(`${join(folder, MANIFEST)} is damaged`);
  const { mac, ...whole } = parsed.data;
  const check = Buffer.from(whole.key_check, 'base64url');
  if (!equalBytes(check, keyCheck(masterKey, whole.id))) {
    throw new BackupError(
      `${folder} was made under another master key: set ASSENT_MASTER_KEY to that one`,
    );
  }
  if (!equalBytes(Buffer.from(mac, 'base64url'), macOf(masterKey, whole))) {
    throw new BackupError(`${join(folder, MANIFEST)} was changed`);
  }
  return parsed.data;
}

/**
 * Returns the master key a backup was made with; the first when none matches.
 * @param masters the current key, then the previous one
 */
export async function masterOf(
  folder: string,
  masters: readonly [KeyObject, ...KeyObject[]],
): Promise<KeyObject> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => '');
  const parsed = manifest.pick({ id: true, key_check: true }).safeParse(asJson(text));
  const made = (master: KeyObject): boolean =>
    parsed.success &&
    equalBytes(Buffer.from(parsed.data.key_check, 'base64url'), keyCheck(master, parsed.data.id));
  return masters.find(made) ?? masters[0];
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
