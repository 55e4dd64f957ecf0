import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { indexColumn } from '../addresses/by-channel.ts';
import { parseSegmentRules, segmentSql } from '../contacts/conditions/sql.ts';
import type { Audience } from './contract.ts';

export type Sql = { sql: string; bindings: readonly Knex.RawBinding[] };
type Target = { channel: 'sms' | 'email'; purpose_id: string; audience: Audience };

/**
 * Returns SQL for the people of an audience as the gate's alias `a`, each once: contact_id, tenant_id, address_bidx,
 * channel, purpose_id, locale. The preview, the counts and the freeze all use it.
 * @throws AppError invalid for an unknown segment
 */
export async function audienceSql(trx: Trx, target: Target): Promise<Sql> {
  const { audience } = target;
  const any: Sql[] = [];
  if (audience.everyone) any.push({ sql: 'true', bindings: [] });
  if (audience.tags.length) any.push({ sql: 'k.tags && ?::text[]', bindings: [audience.tags] });
  if (audience.contact_ids.length) {
    any.push({ sql: 'k.id = any(?::uuid[])', bindings: [audience.contact_ids] });
  }
  for (const id of audience.segment_ids) {
    const row: { rules: unknown } | undefined = await trx('segments').where({ id }).first('rules');
    if (!row) throw invalidField('audience.segment_ids', 'names an unknown segment');
    any.push(segmentSql(parseSegmentRules(row.rules)));
  }
  return {
    sql: `select k.tenant_id, k.id as contact_id, k.${indexColumn(target.channel)} as address_bidx, k.locale,
        ?::text as channel, ?::uuid as purpose_id
      from contacts k where ${any.length ? any.map((one) => `(${one.sql})`).join(' or ') : 'false'}`,
    bindings: [target.channel, target.purpose_id, ...any.flatMap((one) => one.bindings)],
  };
}
