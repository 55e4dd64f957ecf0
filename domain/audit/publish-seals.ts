import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { publicBytes } from '#lib/signing.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { lastSeal, sealNumbered } from './seal-audit.ts';
import type { Seal } from './seal.ts';

/** A seal outside the database, with all that is needed to check it and to find the row that was changed. */
const published = z.object({
  seal: z.object({
    tenant_id: z.string(),
    number: z.int(),
    first_position: z.int(),
    entries: z.int(),
    root: z.string(),
    previous: z.string().nullable(),
    sealed_at: z.string(),
    key_version: z.int(),
    hash: z.string(),
    signature: z.string(),
  }),
  /** Ed25519, base64url. */
  public_key: z.string(),
  /** The hash of each row, base64url, in order. */
  leaves: z.array(z.string()),
});
export type PublishedSeal = z.infer<typeof published>;

const keyOf = (tenantId: string, number: number): string =>
  `${tenantId}/${String(number).padStart(9, '0')}.json`;

/** @returns null when it has not been published; throws when the file is not a seal */
export async function readPublished(
  services: Pick<Services, 'seals'>,
  tenantId: string,
  number: number,
): Promise<PublishedSeal | null> {
  const text = await services.seals.readText(keyOf(tenantId, number));
  return text === null ? null : published.parse(JSON.parse(text));
}

/**
 * Writes seals that are in the database and not outside yet. What is outside is never written again: it is
 * what the database is compared with.
 * @returns how many were published
 */
export async function publishSeals(services: Services, ctx: Context): Promise<number> {
  const keys = await services.keyring.keys(ctx);
  const last = await services.db.withTenant(ctx, lastSeal);
  if (!last) return 0;
  let from = last.number;
  while (from > 0 && (await readPublished(services, ctx.tenantId, from)) === null) from--;
  for (let number = from + 1; number <= last.number; number++) {
    const file = await services.db.withTenant(ctx, (trx) => fileOf(trx, keys, number));
    if (!file) continue;
    await services.seals.write(keyOf(ctx.tenantId, number), once(JSON.stringify(file)));
  }
  return last.number - from;
}

async function fileOf(trx: Trx, keys: TenantKeys, number: number): Promise<PublishedSeal | null> {
  const seal = await sealNumbered(trx, number);
  const key = seal && keys.sealKeys.get(seal.key_version);
  if (!seal || !key) return null;
  const leaves = await leavesOf(trx, seal);
  return {
    seal,
    public_key: publicBytes(key.key).toString('base64url'),
    leaves: leaves.map((leaf) => leaf.hash.toString('base64url')),
  };
}

export type Leaf = { position: number; entry_id: string; hash: Buffer };

/** The places under a seal, in order. */
export const leavesOf = (
  trx: Trx,
  seal: Pick<Seal, 'first_position' | 'entries'>,
): Promise<Leaf[]> =>
  trx('audit_leaves')
    .whereBetween('position', [seal.first_position, seal.first_position + seal.entries - 1])
    .orderBy('position')
    .select('position', 'entry_id', 'hash');

async function* once(text: string): AsyncIterable<Buffer> {
  yield Buffer.from(text);
}
