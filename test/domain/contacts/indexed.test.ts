import test from 'ava';
import pg from 'pg';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { listContacts } from '#domain/contacts/read.ts';
import { loadConfig } from '#lib/config.ts';
import { testContext, testServices } from '../../_support/services.ts';

test('searches by name and by tag use their indexes under the row policy', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `insert into contacts (tenant_id, search_tokens, tags)
       select ?, array[int8send(n)], array['tag ' || n] from generate_series(1, 3000) n`,
      [ctx.tenantId],
    ),
  );
  const owner = new pg.Client(loadConfig().DATABASE_URL);
  await owner.connect();
  await owner.query('analyze contacts').finally(() => owner.end());
  const indexOf = (condition: string): Promise<string> =>
    services.db.withTenant(ctx, async (trx) => {
      // What others have in the table decides whether reading all of it is cheaper.
      await trx.raw('set local enable_seqscan = off');
      await trx.raw('set local enable_indexscan = off');
      const { rows } = await trx.raw(`explain select id from contacts where ${condition}`);
      return JSON.stringify(rows);
    });
  t.regex(await indexOf(`search_tokens && array[int8send(7)]`), /contacts_search/);
  t.regex(await indexOf(`tags @> array['tag 7']`), /contacts_tags/);
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
