import { hash } from 'node:crypto';
import type { Knex } from 'knex';

/** Names of statements by their text. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const name = names.get(sql) ?? `assent_${hash('sha256', sql, 'hex').slice(0, 32)}`;
  names.set(sql, name);
  return name;
}

/**
 * Runs a statement that each connection parses once. Postgres also plans it once, if a plan for any values is as
 * good; planning a statement with many joins takes about as long as running it. For frequent statements whose text is a
 * constant of the program. It must name the columns that it returns: `*` of a table would fail after a migration.
 * @param bindings as in knex's `raw`
 */
export async function prepared<Row>(
  trx: Knex.Transaction,
  sql: string,
  bindings: readonly Knex.RawBinding[] | Knex.ValueDict = [],
): Promise<{ rows: Row[]; rowCount: number }> {
  return trx.raw<{ rows: Row[]; rowCount: number }>(sql, bindings).options({ name: nameOf(sql) });
}
