import type { Trx } from '#lib/db.ts';
import type { Seal } from './seal.ts';

export type Leaf = { position: number; entry_id: string; hash: Buffer };

/** Returns the leaves under a seal, by position. */
export const leavesOf = (
  trx: Trx,
  seal: Pick<Seal, 'first_position' | 'entries'>,
): Promise<Leaf[]> =>
  trx('audit_leaves')
    .whereBetween('position', [seal.first_position, seal.first_position + seal.entries - 1])
    .orderBy('position')
    .select('position', 'entry_id', 'hash');
