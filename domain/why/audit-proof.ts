import type { Trx } from '#lib/db.ts';
import { leafOf, sealedEntries, type SealedEntry } from '../audit/entry.ts';
import { pathOf, rootFromPath } from '../audit/merkle.ts';
import { leavesOf } from '../audit/leaves.ts';
import { readPublished, type PublishedSeal } from '../audit/published.ts';
import { sealOver } from '../audit/seal-audit.ts';
import { isSigned, type Seal } from '../audit/seal.ts';
import type { Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** Result of checking an audit row: `verified`, `waiting` for its seal (a minute), or the fault. */
export type ProofState =
  | 'verified'
  | 'waiting'
  | 'entry_missing'
  | 'entry_changed'
  | 'order_changed'
  | 'seal_changed'
  | 'record_changed';

export type AuditProof = {
  about: 'decision' | 'consent' | 'campaign';
  state: ProofState;
  /** One sentence. */
  message: string;
  entry_id: string | null;
  action: string | null;
  /** The consent event it is about. */
  event_id: string | null;
  position: number | null;
  seal: { number: number; sealed_at: string; published: boolean } | null;
  /** Path from the row to the seal's root: hex, lowest first, with the leaf's index under the seal. */
  inclusion: { leaf: string; index: number; path: string[]; root: string } | null;
};

export type FoundEntry = SealedEntry & {
  detail: Record<string, unknown>;
  position: number | null;
  leaf: Buffer | null;
};

/** Returns the audit rows of entities, with their positions. */
export async function entriesOf(
  trx: Trx,
  things: readonly { type: string; id: string }[],
): Promise<FoundEntry[]> {
  if (!things.length) return [];
  const rows: FoundEntry[] = await sealedEntries(trx)
    .leftJoin('audit_leaves as l', (on) => {
      on.on('l.tenant_id', 'a.tenant_id').on('l.entry_id', 'a.id');
    })
    .whereIn(
      ['a.entity_type', 'a.entity_id'],
      things.map(({ type, id }) => [type, id]),
    )
    .orderBy('a.seq')
    .limit(2000)
    .select('l.position', 'l.hash as leaf');
  return rows;
}

type Sealed = { seal: Seal; leaves: Buffer[]; outside: PublishedSeal | null };

/**
 * Returns a function that checks rows now: each against its leaf, the leaf against the signed root, the seal against
 * its copy outside.
 */
export function prover(
  trx: Trx,
  services: Pick<Services, 'seals'>,
  keys: TenantKeys,
  tenantId: string,
) {
  const seals = new Map<number, Sealed>();
  const over = async (position: number): Promise<Sealed | null> => {
    for (const one of seals.values()) {
      const { first_position: first, entries } = one.seal;
      if (first <= position && position < first + entries) return one;
    }
    const seal = await sealOver(trx, position);
    if (!seal) return null;
    const leaves = (await leavesOf(trx, seal)).map((leaf) => leaf.hash);
    const found = { seal, leaves, outside: await readPublished(services, tenantId, seal.number) };
    seals.set(seal.number, found);
    return found;
  };
  return async (
    about: AuditProof['about'],
    entry: FoundEntry | undefined,
    recordHolds = true,
  ): Promise<AuditProof> => {
    if (!entry) return { ...NONE, about };
    const { detail, position, leaf } = entry;
    const none = {
      ...NONE,
      about,
      entry_id: entry.id,
      action: entry.action,
      event_id: typeof detail['event_id'] === 'string' ? detail['event_id'] : null,
    };
    const found = position === null ? null : await over(position);
    if (position === null || !leaf || !found) {
      return { ...none, state: 'waiting', message: WORDS.waiting };
    }
    const { seal, leaves, outside } = found;
    const made = leafOf(plain(entry));
    const index = position - seal.first_position;
    // A missing position has no path.
    const path = index < leaves.length ? pathOf(leaves, index) : [];
    const root = rootFromPath(made, { index, size: seal.entries }, path)?.toString('hex');
    const key = keys.sealKeys.get(seal.key_version);
    const published = outside?.leaves[index];
    const state: ProofState =
      !key || !isSigned(seal, key.key) || (outside !== null && outside.seal.hash !== seal.hash)
        ? 'seal_changed'
        : !made.equals(leaf) ||
            (published !== undefined && published !== leaf.toString('base64url'))
          ? 'entry_changed'
          : leaves.length !== seal.entries || root !== seal.root
            ? 'order_changed'
            : recordHolds
              ? 'verified'
              : 'record_changed';
    return {
      ...none,
      state,
      message: WORDS[state],
      position,
      seal: { number: seal.number, sealed_at: seal.sealed_at, published: outside !== null },
      inclusion: {
        leaf: made.toString('hex'),
        index,
        path: path.map((hash) => hash.toString('hex')),
        root: seal.root,
      },
    };
  };
}

const WORDS: Record<ProofState, string> = {
  verified: 'The audit row is the one that was sealed, and what it says is what is shown here.',
  waiting: 'The audit row waits for its seal, which is created within a minute.',
  entry_missing: 'There is no audit row for this. Verify the audit log.',
  entry_changed: 'The audit row is not the one that was sealed. Verify the audit log.',
  order_changed: 'The rows under this seal are not those it was created for. Verify the audit log.',
  seal_changed: 'The seal is not the one that was signed and published. Verify the audit log.',
  record_changed: 'The record does not match the audit log: it was changed later.',
};

const NONE: Omit<AuditProof, 'about'> = {
  state: 'entry_missing',
  message: WORDS.entry_missing,
  entry_id: null,
  action: null,
  event_id: null,
  position: null,
  seal: null,
  inclusion: null,
};

/** Returns only the hashed columns. */
function plain(found: FoundEntry): SealedEntry {
  const { position: _place, leaf: _leaf, ...entry } = found;
  return entry;
}
