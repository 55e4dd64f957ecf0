import test from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { testDatabase } from '../_support/database.ts';

const owner = async (sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

test('every table with a tenant_id has a forced policy and leads its primary key with it', async (t) => {
  const tables = await owner(`
    select c.relname, c.relrowsecurity, c.relforcerowsecurity,
      exists (select from pg_policy p where p.polrelid = c.oid) as policy,
      (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisprimary) as leads
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname = 'public'
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')`);
  t.true(tables.length > 10);
  for (const table of tables) {
    t.like(table, {
      relrowsecurity: true,
      relforcerowsecurity: true,
      policy: true,
      leads: 'tenant_id',
    });
  }
});

test('every foreign key between tenant tables carries tenant_id', async (t) => {
  const loose = await owner(`
    select conrelid::regclass::text as from_table, conname from pg_constraint k
    where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
      select from unnest(k.conkey) n join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n
      where a.attname = 'tenant_id')`);
  t.deepEqual(loose, []);
});

test('no runtime role owns a table, is superuser or bypasses row security', async (t) => {
  const roles = await owner(`
    select rolname from pg_roles where rolname like 'assent%' and (rolsuper or rolbypassrls or rolcreaterole)`);
  t.deepEqual(roles, []);
  const owned = await owner(`select relname from pg_class c join pg_roles r on r.oid = c.relowner
    where r.rolname like 'assent%' and c.relnamespace = 'public'::regnamespace`);
  t.deepEqual(owned, []);
});

test('no view, materialised view or security-definer function goes round the policies', async (t) => {
  t.deepEqual(
    await owner(`
      select relname from pg_class where relnamespace = 'public'::regnamespace and
        (relkind = 'm' or relkind = 'v' and not coalesce(reloptions::text like '%security_invoker=true%', false))
      union all
      select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace`),
    [],
  );
});

test('without a tenant the runtime role sees nothing and writes nothing', async (t) => {
  const db = testDatabase(t);
  await t.throwsAsync(
    db.withJobs((trx) => trx.raw('select * from contacts')),
    { code: '42501' },
  );
});
