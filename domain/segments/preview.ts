import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { viewEach } from '../addresses/view-each.ts';
import { contactView, type ContactView } from '../contacts/view.ts';
import type { SegmentRules } from '../contacts/conditions/contract.ts';
import { newestContacts } from '../contacts/newest.ts';
import { segmentSql, type SegmentSql } from '../contacts/conditions/sql.ts';

const SAMPLE = 5;

/** Counts the contacts that match the rules now, and returns the newest of them, masked. */
export async function previewSegment(
  services: Services,
  ctx: Context,
  rules: SegmentRules,
): Promise<{ count: number; sample: ContactView[] }> {
  const keys = await services.keyring.keys(ctx);
  const { sql, bindings } = segmentSql(rules, 'contacts');
  return services.db.withTenant(ctx, async (trx) => {
    const sample = await newestContacts(trx, { limit: SAMPLE }, (query) =>
      query.whereRaw(sql, bindings),
    );
    return {
      // All of them are in the sample, if it has no next page.
      count: sample.next_cursor === null ? sample.data.length : await count(trx, { sql, bindings }),
      sample: viewEach(keys, sample.data, contactView),
    };
  });
}

async function count(trx: Trx, { sql, bindings }: SegmentSql): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ count: number }] }>(
    `select count(*)::int as count from contacts where ${sql}`,
    bindings,
  );
  return rows[0].count;
}
