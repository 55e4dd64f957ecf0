import { notFound } from '#lib/errors.ts';
import { publicBytes } from '#lib/signing.ts';
import type { Context, Services } from '../context.ts';
import { leafOf, sealedEntries, type SealedEntry } from '../audit/entry.ts';
import { pathOf, rootFromPath } from '../audit/merkle.ts';
import { leavesOf } from '../audit/leaves.ts';
import { namesOf, UNNAMED, type Named } from './names.ts';
import { readPublished } from '../audit/published.ts';
import { sealOver } from '../audit/seal-audit.ts';
import { isSigned, type Seal } from '../audit/seal.ts';

/** The row's path to its seal, and the result of checking each step now. */
export type EntryProof = {
  position: number;
  /** Index of the row under its seal, from 0. */
  index: number;
  /** SHA-256 of the row's canonical JSON, computed anew, hex. */
  leaf: string;
  /** Sibling hashes of the path to the root, lowest first, hex. */
  path: string[];
  seal: Seal;
  /** Ed25519, base64url. */
  public_key: string;
  checks: {
    /** The row's hash equals the sealed one. */
    entry: boolean;
    /** The hash leads to the signed root. */
    root: boolean;
    /** The seal's signature is valid. */
    signature: boolean;
    /** The copy outside the database is equal; null: there is none yet. */
    published: boolean | null;
  };
};
export type EntryWithProof = Named & { entry: SealedEntry; proof: EntryProof | null };

/**
 * Returns one row as hashed, checked against its seal; without a proof until it is sealed. @throws AppError not_found
 */
export async function readEntry(
  services: Services,
  ctx: Context,
  id: string,
): Promise<EntryWithProof> {
  const keys = await services.keyring.keys(ctx);
  const found = await services.db.withTenant(ctx, async (trx) => {
    const entry: SealedEntry | undefined = await sealedEntries(trx).where('a.id', id).first();
    if (!entry) throw notFound('Audit entry');
    const [named = UNNAMED] = await namesOf(trx, ctx, keys, [entry]);
    const stored: { position: number; hash: Buffer } | undefined = await trx('audit_leaves')
      .where({ entry_id: id })
      .first('position', 'hash');
    const seal = stored && (await sealOver(trx, stored.position));
    if (!seal) return { entry, named, stored: null };
    return { entry, named, stored, seal, leaves: await leavesOf(trx, seal) };
  });
  const { entry, named } = found;
  if (!found.stored) return { entry, ...named, proof: null };
  const { stored, seal, leaves } = found;
  const key = keys.sealKeys.get(seal.key_version);
  const index = stored.position - seal.first_position;
  const leaf = leafOf(entry);
  const path = pathOf(
    leaves.map((one) => one.hash),
    index,
  );
  const outside = await readPublished(services, ctx.tenantId, seal.number);
  const root = rootFromPath(leaf, { index, size: seal.entries }, path);
  return {
    entry,
    ...named,
    proof: {
      position: stored.position,
      index,
      leaf: leaf.toString('hex'),
      path: path.map((hash) => hash.toString('hex')),
      seal,
      public_key: key ? publicBytes(key.key).toString('base64url') : '',
      checks: {
        entry: leaf.equals(stored.hash),
        root: root?.toString('hex') === seal.root,
        signature: key !== undefined && isSigned(seal, key.key),
        published: outside
          ? outside.seal.hash === seal.hash && outside.leaves[index] === leaf.toString('base64url')
          : null,
      },
    },
  };
}
