import type { Trx } from '#lib/db.ts';
import { publicBytes } from '#lib/signing.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { journalKey } from './journal.ts';
import { journalOf } from './write-journal.ts';
import { leavesOf } from '../audit/leaves.ts';
import { publishedKey, readPublished, type PublishedSeal } from '../audit/published.ts';
import { lastSeal, sealNumbered } from '../audit/seal-audit.ts';

/**
 * Publishes seals that are only in the database. A published seal is never written again: the database is compared
 * with it.
 * @returns how many were published
 */
export async function publishSeals(services: Services, ctx: Context): Promise<number> {
  const keys = await services.keyring.keys(ctx);
  const last = await services.db.withTenant(ctx, lastSeal);
  if (!last) return 0;
  let from = last.number;
  while (from > 0 && (await readPublished(services, ctx.tenantId, from)) === null) from--;
  for (let number = from + 1; number <= last.number; number++) {
    const [file, journal] = await services.db.withTenant(ctx, async (trx) => {
      const seal = await fileOf(trx, keys, number);
      return [seal, seal && (await journalOf(trx, keys, seal.seal))] as const;
    });
    if (!file || !journal) continue;
    // The journal first: every published seal must have one, or a restore could not protect anybody.
    await services.seals.write(journalKey(ctx.tenantId, number), once(JSON.stringify(journal)));
    await services.seals.write(publishedKey(ctx.tenantId, number), once(JSON.stringify(file)));
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

async function* once(text: string): AsyncIterable<Buffer> {
  yield Buffer.from(text);
}
