import test from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { roleUrl, type Role } from '#lib/db.ts';
import { testContext, testServices } from '../_support/services.ts';

/* Row security does not protect against injected SQL, but it is the last protection against our own mistakes. */

const as = async <T>(role: Role | 'owner', work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const { DATABASE_URL, masterKey } = loadConfig();
  const url = role === 'owner' ? DATABASE_URL : roleUrl(DATABASE_URL, masterKey, role);
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const tenantTables = (): Promise<string[]> =>
  as('owner', async (client) => {
    const { rows } = await client.query<{ name: string }>(`
      select c.oid::regclass::text as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
      where c.relkind in ('r', 'p', 'v', 'm') and n.nspname = 'public'`);
    return rows.map((row) => row.name);
  });

const code = (error: unknown): string =>
  error instanceof pg.DatabaseError ? (error.code ?? 'none') : String(error);

test('the runtime role sees and writes nothing without a tenant, whatever the setting holds', async (t) => {
  await testContext(await testServices(t));
  const tables = await tenantTables();
  t.true(tables.length > 15);
  await as('app', async (client) => {
    for (const setting of [null, '', 'x', "' or '1'='1", '00000000-0000-0000-0000-000000000000']) {
      if (setting !== null) {
        await client.query(`select set_config('app.tenant_id', $1, false)`, [setting]);
      }
      for (const table of tables) {
        const found = await client.query(`select * from ${table} limit 1`).then(
          (result) => result.rowCount,
          // Malformed: an error, or a permission the role does not have at all.
          (error: unknown) => (['22P02', '42501'].includes(code(error)) ? 0 : code(error)),
        );
        t.is(found, 0, `${table} with ${setting}`);
      }
    }
  });
});

test('the runtime role cannot truncate, copy in, switch row security off or change a table', async (t) => {
  const tables = await tenantTables();
  await as('app', async (client) => {
    const refused = async (statement: string): Promise<void> => {
      const outcome = await client.query(statement).then(() => 'done', code);
      // 42809: a view is no table.
      t.true(['42501', '42704', '0A000', '42809'].includes(outcome), `${statement}: ${outcome}`);
    };
    for (const table of tables) {
      await refused(`truncate ${table}`);
      await refused(`alter table ${table} disable row level security`);
      await refused(`create policy open on ${table} using (true)`);
      await refused(`drop table ${table}`);
      await refused(`copy ${table} from program 'echo'`);
      await client.query('set row_security = off');
      const seen = await client
        .query(`select count(*) from ${table}`)
        .then((result) => result.rows[0]?.count, code);
      t.true(seen === '42501' || Number(seen) === 0, `${table} without row security: ${seen}`);
      await client.query('reset row_security');
    }
    await refused('set role postgres');
    await refused('set session authorization postgres');
    await refused('create table public.mine (id int)');
    await refused('select * from auth.account');
    await refused('select * from pg_authid');
  });
});

test('a row cannot be written for, or moved to, another tenant', async (t) => {
  const services = await testServices(t);
  const [a, b] = [await testContext(services), await testContext(services)];
  const insert = services.db.withTenant(a, (trx) =>
    trx('purposes').insert({
      tenant_id: b.tenantId,
      key: 'planted',
      name: 'Planted',
      description: '',
      category: 'marketing',
    }),
  );
  await t.throwsAsync(insert, { code: '42501' });
  const move = services.db.withTenant(a, (trx) =>
    trx('purposes').update({ tenant_id: b.tenantId }),
  );
  await t.throwsAsync(move, { code: '42501' });
});

test('the identity role reaches no ledger table, and the runtime role no password', async (t) => {
  const tables = await tenantTables();
  await as('auth', async (client) => {
    for (const table of tables) {
      const outcome = await client.query(`select 1 from public.${table}`).then(() => 'read', code);
      t.is(outcome, '42501', table);
    }
  });
  await as('app', async (client) => {
    const outcome = await client.query('select 1 from auth."user"').then(() => 'read', code);
    t.is(outcome, '42501');
  });
});

test('the role of sweeps reads which tenants have work, and no column of a person', async (t) => {
  const readable = await as('owner', async (client) => {
    const { rows } = await client.query<{ column: string }>(`
      select c.relname || '.' || a.attname as column from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and has_column_privilege('assent_jobs', c.oid, a.attnum, 'select')
        and c.relname <> 'tenants'`);
    return rows.map((row) => row.column);
  });
  // Ids, states, times and counts are fine; what is added here must be one of those.
  const harmless = /\.(id|[a-z_]+_id|status|run|[a-z_]+_at|not_before|kind|priority)$/;
  t.deepEqual(
    readable.filter((column) => !harmless.test(column)),
    [],
  );
  const writable = await as('owner', async (client) => {
    const { rows } = await client.query<{ name: string }>(`
      select c.relname as name from pg_class c
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and has_table_privilege('assent_jobs', c.oid, 'insert, update, delete, truncate')`);
    return rows.map((row) => row.name);
  });
  t.deepEqual(writable, []);
});
