import test from 'ava';
import { purposeNamed } from '#domain/purposes/purposes.ts';
import { loadConfig } from '#lib/config.ts';
import { makeConsents } from '../../bench/many-consents.ts';
import { testContext, testServices } from '../_support/services.ts';

test('what held for some consents is answered from their events alone, however many others there are', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const purpose = await services.db.withTenant(ctx, (trx) => purposeNamed(trx, 'marketing'));
  // So many that reading them all is not the planner's choice.
  await makeConsents(loadConfig().DATABASE_URL, ctx, purpose.id, 30_000);
  await services.db.withTenant(ctx, async (trx) => {
    const ids: string[] = await trx('consents').orderBy('id').limit(20).pluck('id');
    const { rows } = await trx.raw<{ rows: { consent_id: string; nr: string; state: string }[] }>(
      `select a.* from (select array_agg(id) as ids, array_agg(now()) as times
         from unnest(?::uuid[]) as id) q
       cross join lateral consents_as_of(q.ids, q.times, q.times) a order by a.nr`,
      [ids],
    );
    t.deepEqual(
      rows.map((row) => row.consent_id),
      ids,
    );
    const { rows: read } = await trx.raw<{ rows: { n: number }[] }>(
      `select (seq_tup_read + idx_tup_fetch)::int as n from pg_stat_xact_user_tables where relname = 'consent_events'`,
    );
    t.true((read[0]?.n ?? Infinity) < 10 * ids.length, `${read[0]?.n} events read`);
  });
});
