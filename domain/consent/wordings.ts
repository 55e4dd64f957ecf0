import { createHash } from 'node:crypto';
import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { Context } from '../context.ts';

/**
 * Keeps the exact words a person saw, once per text and language; never changed afterwards.
 * @returns the wording's id
 */
export async function keepWording(
  trx: Trx,
  ctx: Context,
  text: string,
  language: string,
): Promise<string> {
  const sha256 = createHash('sha256').update(text).digest();
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `with made as (
       insert into wordings (tenant_id, id, sha256, language, text) values (?, ?, ?, ?, ?)
       on conflict (tenant_id, sha256, language) do nothing returning id)
     select id from made
     union all select id from wordings where sha256 = ? and language = ?
     limit 1`,
    [ctx.tenantId, newId(), sha256, language, text, sha256, language],
  );
  const row = rows[0];
  if (!row) return keepWording(trx, ctx, text, language);
  return row.id;
}
