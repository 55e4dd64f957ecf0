import test from 'ava';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { listContacts } from '#domain/contacts/read.ts';
import { createSegment } from '#domain/segments/edit.ts';
import { previewSegment } from '#domain/segments/preview.ts';
import { testContext, testServices } from '../../_support/services.ts';

test('the operators of searches count as leakproof: else no index is used under the row policy', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const { rows } = await services.db.withTenant(ctx, (trx) =>
    trx.raw<{ rows: { operator: string; leakproof: boolean }[] }>(
      `select o.oprname as operator, p.proleakproof as leakproof from pg_operator o join pg_proc p on p.oid = o.oprcode
       where o.oprleft = 'anyarray'::regtype and o.oprname in ('&&', '@>')
       union all select 'lower', proleakproof from pg_proc where oid = 'pg_catalog.lower(text)'::regprocedure
       order by 1`,
    ),
  );
  t.deepEqual(rows, [
    { operator: '&&', leakproof: true },
    { operator: '@>', leakproof: true },
    { operator: 'lower', leakproof: true },
  ]);
});

test('few matches and many are listed alike, newest first, page by page', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const add = (name: string, email: string) =>
    createContact(services, ctx, newContact.parse({ name, email }));
  const rare = await add('Zenobia Quill', 'z@example.com');
  const also = await add('Zenobia Frost', 'f@example.com');
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `insert into contacts (tenant_id, search_tokens, created_at)
       select c.tenant_id, c.search_tokens, c.created_at - n * interval '1 minute'
       from contacts c, generate_series(1, 2100) n where c.id = ?`,
      [also.id],
    ),
  );
  const found = async (q: string, cursor?: string) => {
    const page = await listContacts(services, ctx, { q, limit: 2, cursor });
    return { ids: page.data.map(({ id }) => id), next: page.next_cursor ?? undefined };
  };
  t.deepEqual(await found('zenobia quill'), { ids: [rare.id], next: undefined });
  const first = await found('zenobia');
  t.deepEqual(first.ids, [also.id, rare.id]);
  const second = await found('zenobia', first.next);
  t.is(second.ids.length, 2);
  t.false(second.ids.some((id) => first.ids.includes(id)));
  t.deepEqual((await found('zenobia nobody')).ids, []);
});

test('a rare language and an address that few lack are found by an index, in the order of the list', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const add = (given: object) => createContact(services, ctx, newContact.parse(given));
  const rare = await add({ email: 'c@example.com', phone: '+12012000001', locale: 'cy-GB' });
  const noPhone = await add({ email: 'd@example.com', locale: 'en' });
  const noEmail = await add({ phone: '+12012000002' });
  const found = async (filter: object) =>
    (await listContacts(services, ctx, { limit: 50, ...filter })).data.map(({ id }) => id);
  t.deepEqual(await found({ locale: 'CY-gb' }), [rare.id]);
  t.deepEqual(await found({ has_phone: false }), [noPhone.id]);
  t.deepEqual(await found({ has_email: false }), [noEmail.id]);
  t.deepEqual(await found({ has_email: true }), [noPhone.id, rare.id]);
  t.deepEqual(await found({ has_email: true, has_phone: true }), [rare.id]);
  const filters = [
    [{ locale: 'cy' }, 'contacts_locale'],
    [{ has_email: false }, 'contacts_without_email'],
    [{ has_phone: false }, 'contacts_without_phone'],
  ] as const;
  for (const [filter, index] of filters) {
    const plans: string[] = [];
    const explained: typeof services = {
      ...services,
      db: {
        ...services.db,
        withTenant: (scope, work) =>
          services.db.withTenant(scope, async (trx) => {
            await trx.raw('set local enable_seqscan = off');
            await trx.raw('set local enable_sort = off');
            const asked: { sql: string; bindings: readonly string[] }[] = [];
            trx.on('query', (one) => asked.push(one));
            const answer = await work(trx);
            trx.removeAllListeners('query');
            for (const { sql, bindings } of asked.filter(
              (one) => one.sql.includes('contacts.*') || one.sql.includes('"contacts".*'),
            )) {
              const { rows } = await trx.raw<{ rows: Record<'QUERY PLAN', string>[] }>(
                `explain ${sql.replaceAll(/\$\d+/g, '?')}`,
                [...bindings],
              );
              plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
            }
            return answer;
          }),
      },
    };
    await listContacts(explained, ctx, { limit: 50, ...filter });
    t.is(plans.length, 1);
    t.regex(plans[0] ?? '', new RegExp(`Index Scan using ${index} `));
  }
});

test('pages are the newest matches, whether they are among the newest contacts, the oldest, or spread', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `insert into contacts (tenant_id, created_at, source, tags, country)
       select ?::uuid, now() - n / 3 * interval '1 minute', 'api',
         array_remove(array[case when n % 700 = 3 then 'spread' end, case when n > 3990 then 'old' end,
           case when n < 9 then 'new' end, case when n % 3 = 0 then 'often' end,
           case when n < 20 or n > 3950 then 'both' end], null), case when n % 900 = 1 then 'NO' end
       from generate_series(1, 4000) n`,
      [ctx.tenantId],
    ),
  );
  const idsBy = (sql: string): Promise<string[]> =>
    services.db.withTenant(ctx, async (trx) => {
      const { rows } = await trx.raw<{ rows: { id: string }[] }>(
        `select id from contacts where ${sql} order by created_at desc, id desc`,
      );
      return rows.map(({ id }) => id);
    });
  const everyPage = async (filter: object, limit: number): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listContacts(services, ctx, { ...filter, limit, cursor });
      ids.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined && ids.length < 400);
    return ids;
  };
  for (const tag of ['spread', 'old', 'new', 'both', 'nobody'])
    for (const limit of [1, 4, 7, 50])
      t.deepEqual(await everyPage({ tag }, limit), await idsBy(`tags @> array['${tag}']`), tag);
  const often = await idsBy(`tags @> array['often']`);
  t.deepEqual(await everyPage({ tag: 'often' }, 100), often.slice(0, 400));
  const rules = {
    any: [
      { all: [{ field: 'country' as const, op: 'is' as const, value: 'NO' }, { field: 'tags' as const, op: 'has_not' as const, value: 'new' }] }, // prettier-ignore
      { field: 'tags' as const, op: 'has' as const, value: 'old' },
    ],
  };
  const segment = await createSegment(services, ctx, { name: 'Some', rules });
  const met = await idsBy(`country = 'NO' and not tags @> '{new}' or tags @> '{old}'`);
  t.deepEqual(await everyPage({ segment_id: segment.id }, 4), met);
  t.deepEqual(await everyPage({ segment_id: segment.id, tag: 'old', has_email: false }, 4), await idsBy(`tags @> '{old}'`)); // prettier-ignore
  const preview = await previewSegment(services, ctx, rules);
  t.is(preview.count, met.length);
  t.deepEqual(preview.sample.map(({ id }) => id), met.slice(0, 5)); // prettier-ignore
  const few = await previewSegment(services, ctx, { all: [{ field: 'tags', op: 'has', value: 'nobody' }] }); // prettier-ignore
  t.deepEqual(few, { count: 0, sample: [] });
});

test('people by country, time zone and source are found by an index, in the order of the list', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const rules = [
    [`country = 'NO'`, 'contacts_country'],
    [`lower(time_zone) = any('{europe/oslo}')`, 'contacts_time_zone'],
    [`source = 'form'`, 'contacts_source'],
  ] as const;
  for (const [rule, index] of rules) {
    const plan = await services.db.withTenant(ctx, async (trx) => {
      await trx.raw('set local enable_seqscan = off');
      await trx.raw('set local enable_bitmapscan = off');
      const { rows } = await trx.raw<{ rows: Record<'QUERY PLAN', string>[] }>(
        `explain select id from contacts where ${rule}`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    t.regex(plan, new RegExp(`using ${index} on`));
  }
});
