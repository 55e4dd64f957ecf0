import type { Contact } from '#models/contact.ts';
import type { Context, Services } from '../context.ts';
import { viewEach } from '../addresses/view-each.ts';
import { contactView, type ContactView } from '../contacts/view.ts';
import type { SegmentRules } from '../contacts/conditions/contract.ts';
import { segmentSql } from '../contacts/conditions/sql.ts';

const SAMPLE = 5;

/** Counts the contacts that match the rules now, and returns the newest of them, masked. */
export async function previewSegment(
  services: Services,
  ctx: Context,
  rules: SegmentRules,
): Promise<{ count: number; sample: ContactView[] }> {
  const keys = await services.keyring.keys(ctx);
  const { sql, bindings } = segmentSql(rules);
  return services.db.withTenant(ctx, async (trx) => {
    const counted = await trx.raw<{ rows: [{ count: number }] }>(
      `select count(*)::int as count from contacts k where ${sql}`,
      bindings,
    );
    const sample = await trx.raw<{ rows: Contact[] }>(
      `select k.* from contacts k where ${sql} order by k.created_at desc, k.id desc limit ${SAMPLE}`,
      bindings,
    );
    return {
      count: counted.rows[0].count,
      sample: viewEach(keys, sample.rows, contactView),
    };
  });
}
