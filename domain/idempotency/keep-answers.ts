import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';

/** The stored answer of a completed request with an Idempotency-Key. */
export type KeptAnswer = {
  key: string;
  operation: string;
  /** Keyed hash of the request: the same key with another body is refused. */
  bodyHash: Buffer;
  /** The id of the resource that the request creates. */
  resourceId: string;
  status: number;
  /** The answer, encrypted. */
  response: Buffer;
};

/**
 * Stores answers in the transaction that does the work, so that neither exists without the other. Inserts in the
 * order of their keys, to prevent deadlocks.
 * @returns the keys that are new. The work of the other keys must not be done: they are repeats
 */
export async function keepAnswers(
  trx: Trx,
  tenantId: string,
  answers: readonly KeptAnswer[],
): Promise<Set<string>> {
  if (!answers.length) return new Set();
  const rows = answers.map(({ bodyHash, response, ...answer }) => ({
    ...answer,
    hash: bodyHash.toString('base64'),
    response: response.toString('base64'),
  }));
  const made = await prepared<{ key: string }>(
    trx,
    `insert into idempotency_keys (tenant_id, key, operation, body_hash, resource_id, status, response_enc)
     select ?, key, operation, decode(hash, 'base64'), "resourceId", status, decode(response, 'base64')
     from jsonb_to_recordset(?::jsonb) as x(key text, operation text, hash text, "resourceId" uuid,
       status int, response text) order by key
     on conflict (tenant_id, key) do nothing returning key`,
    [tenantId, JSON.stringify(rows)],
  );
  return new Set(made.rows.map((row) => row.key));
}
