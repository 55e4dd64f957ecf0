import test from 'ava';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { listContacts } from '#domain/contacts/read.ts';
import { testContext, testServices } from '../../_support/services.ts';

test('the operators of searches count as leakproof: else no index is used under the row policy', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const { rows } = await services.db.withTenant(ctx, (trx) =>
    trx.raw<{ rows: { operator: string; leakproof: boolean }[] }>(
      `select o.oprname as operator, p.proleakproof as leakproof from pg_operator o join pg_proc p on p.oid = o.oprcode
       where o.oprleft = 'anyarray'::regtype and o.oprname in ('&&', '@>') order by 1`,
    ),
  );
  t.deepEqual(rows, [
    { operator: '&&', leakproof: true },
    { operator: '@>', leakproof: true },
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
