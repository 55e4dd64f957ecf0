import type { Trx } from '#lib/db.ts';
import type { AskedPurpose } from '../../purposes/purposes.ts';
import type { Shown } from '../record/act.ts';

/** Returns the versions of purposes, by id, and the privacy notice that were in force at a moment. */
export async function shownThen(
  trx: Trx,
  purposes: readonly Pick<AskedPurpose, 'purpose'>[],
  language: string,
  at: Date,
): Promise<Map<string, Shown>> {
  const versions: { purpose_id: string; version: number }[] = await trx('purpose_versions')
    .whereIn(
      'purpose_id',
      purposes.map(({ purpose }) => purpose.id),
    )
    .where('created_at', '<=', at)
    .groupBy('purpose_id')
    .select('purpose_id', trx.raw('max(version)::int as version'));
  const notice: { wording_id: string } | undefined = await trx('wording_versions')
    .where({ kind: 'notice', language })
    .where('created_at', '<=', at)
    .orderBy('version', 'desc')
    .first('wording_id');
  return new Map(
    versions.map(({ purpose_id, version }) => [
      purpose_id,
      { purposeVersion: version, noticeId: notice?.wording_id ?? null },
    ]),
  );
}
