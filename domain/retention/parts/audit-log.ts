import { isHeld } from '../../holds/in-force.ts';
import { recordRemoval } from '../../audit/removals.ts';
import type { Part } from '../part.ts';

/** Sealed rows: hash and seal stay, and a signed note records that the row was deleted by a policy. */
const sealed: Part = {
  name: 'audit_log',
  from: 'audit_log a join audit_leaves l on l.tenant_id = a.tenant_id and l.entry_id = a.id',
  id: 'a.id',
  idType: 'uuid',
  at: 'a.occurred_at',
  key: 'a.occurred_at',
  may: () => 'true',
  content: 'a::text',
  held: `(${isHeld('a')} or exists (select from legal_holds h where h.tenant_id = a.tenant_id
    and h.released_at is null and a.entity_id in (h.contact_id::text, h.campaign_id::text)))`,
  archive: [
    {
      table: 'audit_log',
      sql: `select a.id, to_jsonb(a) as row from audit_log a where a.id = any(:ids::uuid[]) order by a.seq`,
    },
  ],
  async take({ trx, keys, runId }, ids) {
    const positions: number[] = await trx('audit_leaves')
      .whereIn('entry_id', ids)
      .orderBy('position')
      .pluck('position');
    await trx('audit_log').whereIn('id', ids).delete();
    for (const [firstPosition, lastPosition] of gapless(positions)) {
      await recordRemoval(trx, keys, {
        tenantId: keys.tenantId,
        firstPosition,
        lastPosition,
        reason: 'retention',
        runId,
      });
    }
  },
};

/** Returns the gapless ranges in ascending numbers: 1 2 3 7 8 is 1–3 and 7–8. */
function gapless(positions: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const position of positions) {
    const last = runs.at(-1);
    if (last && last[1] === position - 1) last[1] = position;
    else runs.push([position, position]);
  }
  return runs;
}

export const auditParts = [sealed];
