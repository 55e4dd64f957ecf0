import test from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { recordAudit } from '#domain/audit/record.ts';
import { testDatabase } from '../_support/database.ts';
import { testContext, testServices } from '../_support/services.ts';

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

test('history is deleted by the retention role only, one tenant at a time, and the seals by nobody', async (t) => {
  const may = await owner(`
    select table_name, grantee, string_agg(privilege_type, ' ' order by privilege_type) as rights
    from information_schema.role_table_grants
    where grantee in ('assent_app', 'assent_keeper') and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
      and table_name in ('audit_log', 'consent_events', 'audit_leaves', 'audit_seals', 'audit_removals')
    group by 1, 2 order by 1, 2`);
  t.deepEqual(may, [
    { table_name: 'audit_log', grantee: 'assent_keeper', rights: 'DELETE' },
    { table_name: 'consent_events', grantee: 'assent_keeper', rights: 'DELETE UPDATE' },
  ]);
  const services = await testServices(t);
  const ctx = await testContext(services);
  const other = await testContext(services);
  const entry = {
    action: 'organization.deleted' as const,
    entityType: 'test',
    entityId: '1',
  };
  for (const one of [ctx, other]) {
    await services.db.withTenant(one, (trx) => recordAudit(trx, one, entry));
  }
  await services.db.withRetentionRole(ctx, (trx) => trx('audit_log').delete());
  const left = await services.db.withTenant(other, (trx) => trx('audit_log').select('id'));
  t.true(left.length > 0);
});
