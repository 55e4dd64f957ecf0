import test from 'ava';
import { prepared } from '#lib/prepared.ts';
import { testContext, testServices } from '../_support/services.ts';

test('a connection parses a frequent statement once, and different texts are different statements', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const seen = await services.db.withTenant(ctx, async (trx) => {
    for (const value of [1, 2, 3]) {
      t.deepEqual((await prepared(trx, 'select ?::int as n', [value])).rows, [{ n: value }]);
      t.deepEqual((await prepared(trx, 'select :value::int as m', { value })).rows, [{ m: value }]);
    }
    return trx('pg_prepared_statements').whereLike('name', 'assent_%').orderBy('statement').select('statement', 'generic_plans', 'custom_plans'); // prettier-ignore
  });
  const mine = seen.filter(({ statement }) => /^select \$1::int as [mn]$/.test(statement));
  t.is(mine.length, 2);
  for (const one of mine) t.is(Number(one.generic_plans) + Number(one.custom_plans), 3);
});
