import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { TenantScope, Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { signBytes, verifies } from '#lib/signing.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** Reasons for which rows of the audit log may be missing. A row missing for any other reason is an error. */
export type RemovalReason = 'retention' | 'restore';

/** A range of positions whose rows were deleted, both ends included. */
export type Removal = {
  tenantId: TenantScope['tenantId'];
  firstPosition: number;
  lastPosition: number;
  reason: RemovalReason;
  /** The retention run or the restore. */
  runId: string;
};

/** The signed content: the whole row, so that neither its range nor its tenant can be changed. */
type Statement = {
  schema: 'assent-audit-removal/1';
  tenant_id: string;
  id: string;
  first_position: number;
  last_position: number;
  reason: RemovalReason;
  run_id: string;
  removed_at: string;
  key_version: number;
};

/**
 * Records and signs that the rows at these positions were deleted legitimately. Call it in the transaction that
 * deletes them, after the deletion: a position whose row still exists is refused, since a later deletion of it would
 * go unnoticed.
 * @throws Error when a row still exists, or a position has never been sealed
 * @returns the removal's id
 */
export async function recordRemoval(trx: Trx, keys: TenantKeys, removal: Removal): Promise<string> {
  const { firstPosition, lastPosition } = removal;
  const { rows } = await trx.raw<{ rows: { now: Date; positions: number; left: number }[] }>(
    `select clock_timestamp() as now, count(*) as positions, count(a.id) as left
     from audit_leaves l left join audit_log a on a.tenant_id = l.tenant_id and a.id = l.entry_id
     where l.position between ? and ?`,
    [firstPosition, lastPosition],
  );
  const [found] = rows;
  if (!found || found.positions !== lastPosition - firstPosition + 1) {
    throw new Error(`positions ${firstPosition} to ${lastPosition} are not all sealed`);
  }
  if (found.left) throw new Error(`${found.left} rows are still at these positions`);
  const statement: Statement = {
    schema: 'assent-audit-removal/1',
    tenant_id: removal.tenantId,
    id: newId(),
    first_position: firstPosition,
    last_position: lastPosition,
    reason: removal.reason,
    run_id: removal.runId,
    removed_at: found.now.toISOString(),
    key_version: keys.seal.version,
  };
  const { schema: _, ...row } = statement;
  await trx('audit_removals').insert({
    ...row,
    signature: signBytes(keys.seal.key, hashOf(statement)),
  });
  return statement.id;
}

/** Returns the ranges of positions that may be empty: those of removals with a valid signature. */
export async function removedPositions(
  trx: Trx,
  keys: TenantKeys,
  between: { first: number; last: number },
): Promise<{ first: number; last: number }[]> {
  type Row = Omit<Statement, 'schema' | 'removed_at'> & { removed_at: Date; signature: Buffer };
  const rows: Row[] = await trx('audit_removals')
    .where('last_position', '>=', between.first)
    .where('first_position', '<=', between.last)
    .select('*');
  return rows
    .filter(({ signature, removed_at, ...row }) => {
      const key = keys.sealKeys.get(row.key_version);
      const statement: Statement = {
        schema: 'assent-audit-removal/1',
        ...row,
        removed_at: removed_at.toISOString(),
      };
      return key !== undefined && verifies(key.key, hashOf(statement), signature);
    })
    .map((row) => ({ first: row.first_position, last: row.last_position }));
}

/** SHA-256 of the canonical JSON (RFC 8785), like a seal's. */
const hashOf = (statement: Statement): Buffer =>
  createHash('sha256')
    .update(canonicalize(statement) ?? '')
    .digest();
