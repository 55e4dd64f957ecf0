import canonicalize from 'canonicalize';
import type { Trx } from '#lib/db.ts';
import { leafHash } from './merkle.ts';

/** An audit row in the form that is hashed: every column, times to the microsecond. */
export type SealedEntry = {
  tenant_id: string;
  id: string;
  seq: number;
  occurred_at: string;
  actor_type: string;
  actor_id: string | null;
  action: string;
  entity_type: string;
  entity_id: string;
  detail: unknown;
  request_id: string | null;
};

/** Selects audit rows with exactly the columns that are hashed. */
export const sealedEntries = (trx: Trx) =>
  trx('audit_log as a').select(
    'a.tenant_id',
    'a.id',
    'a.seq',
    trx.raw(
      `to_char(a.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as occurred_at`,
    ),
    'a.actor_type',
    'a.actor_id',
    'a.action',
    'a.entity_type',
    'a.entity_id',
    'a.detail',
    'a.request_id',
  );

/** Returns the leaf of a row: the hash of its canonical JSON (RFC 8785), so that any program can recompute it. */
export function leafOf(entry: SealedEntry): Buffer {
  const text = canonicalize(entry);
  if (text === undefined) throw new TypeError('an audit row has no canonical form');
  return leafHash(Buffer.from(text));
}
