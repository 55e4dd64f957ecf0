import test from 'ava';
import { listTags } from '#domain/contacts/read.ts';
import type { Context, Services } from '#domain/context.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../../_support/services.ts';

const ran = (services: Services, ctx: Context, sql: string): Promise<unknown> =>
  services.db.withTenant(ctx, (trx) => trx.raw(sql, { tenant: ctx.tenantId, id: newId() }));

const ADD = (tags: string): string =>
  `insert into contacts (tenant_id, id, source, tags) values (:tenant, :id, 'api', ${tags})`;

test('tags in use are those of the contacts, whatever is written, by many at once', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const stranger = await testContext(services);
  await ran(services, stranger, ADD(`'{vip}'`));
  const some = `(select id from contacts order by random() limit 3 for update skip locked)`;
  await Promise.all(
    Array.from({ length: 4 }, async (_, lane) => {
      for (let i = 0; i < 45; i++) {
        await ran(services, ctx, ADD(`array['vip', 'lane ${lane}', 'once ${lane}-${i}']`));
        if (i % 3 === 0) await ran(services, ctx, `update contacts set tags = tags[2:] || '{news}' where id in ${some}`); // prettier-ignore
        if (i % 5 === 0) await ran(services, ctx, `update contacts set locale = 'de' where id in ${some}`); // prettier-ignore
        if (i % 4 === 0) await ran(services, ctx, `delete from contacts where id in ${some}`);
      }
    }),
  );
  const counted = await services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: unknown[] }>(
      `select t as tag, count(*)::int as contacts from contacts, unnest(tags) t
       group by t order by 2 desc, 1 limit 200`,
    );
    return rows;
  });
  t.deepEqual(await listTags(services, ctx), counted);
  t.deepEqual(await listTags(services, stranger), [{ tag: 'vip', contacts: 1 }]);
});

test('a tag that nobody has any more is not kept', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await ran(services, ctx, ADD(`'{temporary}'`));
  // Each 500th change adds up those before; sequence numbers are those of all organizations.
  for (const i of Array(6).keys()) {
    const [on, off] = [`array(select 'tag ' || n from generate_series(1, 300) n)`, `'{}'`];
    await ran(services, ctx, `update contacts set tags = ${i % 2 ? off : on}`);
  }
  t.deepEqual(await listTags(services, ctx), []);
  const kept = await services.db.withTenant(ctx, (trx) =>
    trx('tallies').where({ kind: 'tag' }).select('name', 'n'),
  );
  t.deepEqual(
    kept.filter(({ name, n }) => n === 0 || name === 'temporary'),
    [],
  );
});
