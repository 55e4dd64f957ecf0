import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { signBytes, verifies } from '#lib/signing.ts';
import { publishedKey, readPublished } from '../audit/published.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { accessChange } from './access.ts';
import { keyReplaced } from './rotations.ts';
import { closed } from './closings.ts';
import { stopped } from './stops.ts';

const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const channel = z.enum(['sms', 'email']);

/** Statuses of a message once it was handed over. */
export const HANDED_OVER = [
  'sent', 'delivered', 'uncertain', 'failed', 'bounced', 'complained',
] as const; // prettier-ignore

/** Reason of a message whose status comes from a journal, or that a recovery left uncertain. */
export const RECOVERED = 'recovered';

/**
 * A journal, published with each seal, so that a restored older database can again protect people it has lost the
 * records of. It contains only ids and keyed hashes; nothing in it is personal without the tenant's keys. It is
 * signed with the tenant's seal key, so that nobody can cause erasures by placing a file there.
 */
const protection = z.object({
  schema: z.literal('assent-protection/1'),
  tenant_id: z.string(),
  seal: z.int(),
  /** Hash of its seal, hex. */
  seal_hash: hex,
  withdrawals: z.array(
    z.object({
      consent_id: z.uuid(),
      channel,
      address_bidx: hex,
      purpose_id: z.uuid(),
      source: z.string(),
      captured_at: z.iso.datetime(),
    }),
  ),
  suppressions: z.array(
    z.object({
      id: z.uuid(),
      channel,
      address_bidx: hex,
      reason: z.string(),
      expires_at: z.iso.datetime().nullable(),
    }),
  ),
  /** Ids of lifted suppressions. */
  lifted: z.array(z.uuid()),
  erasures: z.array(
    z.object({
      id: z.uuid(),
      contact_id: z.uuid().nullable(),
      addresses: z.array(z.object({ channel, bidx: hex, suppression_hash: hex })),
    }),
  ),
  contacts_deleted: z.array(z.uuid()),
  campaigns: z.array(z.object({ id: z.uuid(), became: z.enum(['started', 'sent', 'canceled']) })),
  /** Ids of messages by status: 16 bytes each, base64url. */
  handed_over: z.partialRecord(z.enum(HANDED_OVER), z.string()),
  /** Until when hand-overs are in this journal or an earlier one; null: nothing was handed over. */
  handed_over_until: z.iso.datetime().nullable(),
  // Journals of older releases have none of these.
  /** Changes of access since, in the order they happened. */
  access: z.array(accessChange).optional(),
  keys_replaced: z.array(keyReplaced).optional(),
  stopped: z.array(stopped).optional(),
  closed: z.array(closed).optional(),
});
export type Protection = z.infer<typeof protection>;

const journal = z.object({
  protection,
  key_version: z.int(),
  /** Ed25519 over the SHA-256 of the canonical JSON (RFC 8785), base64url. */
  signature: z.string(),
});
export type Journal = z.infer<typeof journal>;

/** Returns the storage key of the journal of a seal. */
export const journalKey = (tenantId: string, seal: number): string =>
  publishedKey(tenantId, seal, 'protection.json');

const hashOf = (content: Protection): Buffer =>
  createHash('sha256')
    .update(canonicalize(content) ?? '')
    .digest();

/** Signs a journal with the tenant's seal key. */
export const signJournal = (keys: TenantKeys, content: Protection): Journal => ({
  protection: content,
  key_version: keys.seal.version,
  signature: signBytes(keys.seal.key, hashOf(content)).toString('base64url'),
});

/** A journal is unusable: nothing may be sent to anybody until that is solved. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

async function readJournal(
  services: Pick<Services, 'seals'>,
  keys: TenantKeys,
  seal: { tenant_id: string; number: number; hash: string },
): Promise<Protection> {
  const key = journalKey(seal.tenant_id, seal.number);
  const text = await services.seals.readText(key);
  if (text === null) throw new JournalError(`the protection journal ${key} is missing`);
  const { protection: content, key_version, signature } = journal.parse(JSON.parse(text));
  const signer = keys.sealKeys.get(key_version);
  const signed =
    signer && verifies(signer.key, hashOf(content), Buffer.from(signature, 'base64url'));
  if (!signed || content.seal_hash !== seal.hash || content.tenant_id !== seal.tenant_id) {
    throw new JournalError(`the protection journal ${key} does not match its signature`);
  }
  return content;
}

/**
 * Returns the journal of the seal with this number. @throws JournalError when the journal or the seal is missing or
 * was changed
 */
export async function journalNumbered(
  services: Pick<Services, 'seals'>,
  { tenantId }: Pick<Context, 'tenantId'>,
  keys: TenantKeys,
  number: number,
): Promise<Protection> {
  const outside = await readPublished(services, tenantId, number);
  if (!outside) throw new JournalError(`seal ${number} is no longer published`);
  return readJournal(services, keys, outside.seal);
}

/** Packs ids into 16 bytes each. */
export const packIds = (ids: readonly string[]): string =>
  Buffer.concat(ids.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'))).toString('base64url');

/** Unpacks ids packed by `packIds`. */
export function unpackIds(packed: string): string[] {
  const all = Buffer.from(packed, 'base64url').toString('hex');
  return Array.from({ length: all.length / 32 }, (_, i) =>
    all.slice(i * 32, i * 32 + 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
}
