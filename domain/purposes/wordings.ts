import { createHash } from 'node:crypto';
import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { Context } from '../context.ts';

/** Returns the SHA-256 of a text, hex. Pages send it back, so that the wording agreed to is the wording shown. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Stores the exact wording a person saw, once per text and language; it never changes afterwards.
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

export type WordingInForce = { wordingId: string; version: number; language: string; text: string };

/** Returns the organisation's last published wording beside a box; null when there is none in this language. */
export async function wordingInForce(
  trx: Trx,
  key: { purposeId: string; channel: 'sms' | 'email'; language: string },
): Promise<WordingInForce | null> {
  const row: WordingInForce | undefined = await trx('wording_versions as v')
    .join('wordings as w', (on) => {
      on.on('w.tenant_id', 'v.tenant_id').on('w.id', 'v.wording_id');
    })
    .where({
      'v.kind': 'consent',
      'v.purpose_id': key.purposeId,
      'v.channel': key.channel,
      'v.language': key.language,
    })
    .orderBy('v.version', 'desc')
    .first('w.id as wordingId', 'v.version', 'v.language', 'w.text');
  return row ?? null;
}

/** Returns the ids of the privacy notices in force, by language. */
export async function currentNotices(
  trx: Trx,
  languages: readonly string[],
): Promise<Map<string, string>> {
  if (!languages.length) return new Map();
  const rows: { language: string; wording_id: string }[] = await trx('wording_versions')
    .distinctOn('language')
    .where({ kind: 'notice' })
    .whereIn('language', [...languages])
    .orderBy(['language', { column: 'version', order: 'desc' }])
    .select('language', 'wording_id');
  return new Map(rows.map((row) => [row.language, row.wording_id]));
}

/** Returns the SHA-256 of texts by their id, hex. */
export async function wordingHashes(
  trx: Trx,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (!ids.length) return new Map();
  const rows: { id: string; sha256: string }[] = await trx('wordings')
    .whereIn('id', [...new Set(ids)])
    .select('id', trx.raw(`encode(sha256, 'hex') as sha256`));
  return new Map(rows.map((row) => [row.id, row.sha256]));
}
