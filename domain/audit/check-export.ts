import { z } from 'zod';
import { publicKey } from '#lib/signing.ts';
import { leafOf } from './entry.ts';
import { rootOf } from './merkle.ts';
import type { PublishedSeal } from './published.ts';
import { isSigned } from './seal.ts';

/** A line of an export in JSON Lines. */
const line = z.object({
  position: z.int().nullable(),
  seal: z.int().nullable(),
  entry: z.object({
    tenant_id: z.string(), id: z.string(), seq: z.int(), occurred_at: z.string(), actor_type: z.string(),
    actor_id: z.string().nullable(), action: z.string(), entity_type: z.string(), entity_id: z.string(),
    detail: z.unknown(), request_id: z.string().nullable(),
  }),
}); // prettier-ignore

export type ExportCheck = {
  rows: number;
  /** Rows without a seal yet. They cannot be checked. */
  unsealed: number;
  seals: number;
  /** The keys that signed the seals, base64url. The reader must compare them with the known keys. */
  keys: string[];
  problem: string | null;
};

/**
 * Checks an export against published seals, without a database: seals are signed and chained, leaves match their
 * root, and rows match their leaves.
 * @param seals in the order of their numbers without a gap, from any number on
 */
export async function checkExport(
  lines: AsyncIterable<string>,
  seals: AsyncIterable<PublishedSeal>,
): Promise<ExportCheck> {
  const found: ExportCheck = { rows: 0, unsealed: 0, seals: 0, keys: [], problem: null };
  const known = new Map<number, PublishedSeal>();
  let before: PublishedSeal | null = null;
  for await (const one of seals) {
    const problem = sealProblem(one, before);
    if (problem) return { ...found, problem };
    if (!found.keys.includes(one.public_key)) found.keys.push(one.public_key);
    known.set(one.seal.number, one);
    found.seals++;
    before = one;
  }
  for await (const text of lines) {
    if (!text.trim()) continue;
    found.rows++;
    const problem = rowProblem(text, known);
    if (problem === 'unsealed') found.unsealed++;
    else if (problem) return { ...found, problem: `row ${found.rows}: ${problem}` };
  }
  return found;
}

function sealProblem(
  { seal, public_key, leaves }: PublishedSeal,
  before: PublishedSeal | null,
): string | null {
  const name = `seal ${seal.number}`;
  if (!isSigned(seal, publicKey(Buffer.from(public_key, 'base64url'))))
    return `${name} does not match its signature`;
  const root = rootOf(leaves.map((leaf) => Buffer.from(leaf, 'base64url')));
  if (leaves.length !== seal.entries || root.toString('hex') !== seal.root) {
    return `${name} does not cover the rows it was created for`;
  }
  if (!before) return null;
  const follows =
    seal.number === before.seal.number + 1 &&
    seal.previous === before.seal.hash &&
    seal.tenant_id === before.seal.tenant_id &&
    seal.first_position === before.seal.first_position + before.seal.entries;
  return follows ? null : `${name} does not follow seal ${before.seal.number}`;
}

function rowProblem(text: string, known: ReadonlyMap<number, PublishedSeal>): string | null {
  const parsed = line.safeParse(json(text));
  if (!parsed.success) return 'is not a row of an export';
  const { position, seal: number, entry } = parsed.data;
  if (position === null || number === null) return 'unsealed';
  const over = known.get(number);
  if (!over) return `its seal ${number} is not among those given`;
  const { seal, leaves } = over;
  if (entry.tenant_id !== seal.tenant_id) return 'is of another organization';
  const leaf = leaves[position - seal.first_position];
  return leaf === leafOf(entry).toString('base64url')
    ? null
    : `is not the row that was sealed at position ${position} (${entry.id})`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
