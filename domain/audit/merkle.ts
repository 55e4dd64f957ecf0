import { createHash } from 'node:crypto';

/*
 * Merkle trees as in RFC 9162 §2.1 (and RFC 6962): SHA-256, leaves prefixed 0x00 and nodes 0x01, so that a node
 * cannot be presented as a leaf. Pure functions; checking a proof needs nothing else.
 */
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** Returns the hash of a leaf. */
export const leafHash = (entry: Buffer): Buffer =>
  createHash('sha256').update(LEAF).update(entry).digest();

const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  createHash('sha256').update(NODE).update(left).update(right).digest();

/** Returns the root of the tree; without leaves, the hash of the empty string. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  if (!leaves.length) return createHash('sha256').digest();
  // Level by level; the last node of an odd level moves up unchanged. This gives the same tree as the RFC's
  // recursion.
  let level = [...leaves];
  while (level.length > 1) level = above(level);
  return level[0] ?? Buffer.alloc(0);
}

/** Returns the hashes from leaf `index` up to the root, lowest first. @throws RangeError */
export function pathOf(leaves: readonly Buffer[], index: number): Buffer[] {
  if (index < 0 || index >= leaves.length) throw new RangeError('no such leaf');
  const path: Buffer[] = [];
  let level = [...leaves];
  for (let at = index; level.length > 1; at >>= 1, level = above(level)) {
    const beside = level[at ^ 1];
    if (beside) path.push(beside);
  }
  return path;
}

/** Computes the root from a leaf and its path; null when they cannot belong to a tree of this size. */
export function rootFromPath(
  leaf: Buffer,
  position: { index: number; size: number },
  path: readonly Buffer[],
): Buffer | null {
  let { index: at, size } = position;
  if (at < 0 || at >= size) return null;
  let hash = leaf;
  const rest = path.values();
  for (; size > 1; at >>= 1, size = (size + 1) >> 1) {
    // The last node of an odd level has no sibling.
    if ((at ^ 1) >= size) continue;
    const next = rest.next();
    if (next.done) return null;
    hash = at & 1 ? nodeHash(next.value, hash) : nodeHash(hash, next.value);
  }
  return rest.next().done ? hash : null;
}

function above(level: readonly Buffer[]): Buffer[] {
  const next: Buffer[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i], level[i + 1]];
    if (left) next.push(right ? nodeHash(left, right) : left);
  }
  return next;
}
