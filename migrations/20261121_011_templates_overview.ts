import type { Knex } from 'knex';

/*
 * tallies: what the dashboard counts, by quarter hour (the offset of every time zone is a multiple of one,
 * so the days of any zone are sums of quarters). Counting the rows themselves took 0.3 to 1.4 s for a
 * million, and a status may not be in an index of the ledger (it would cost every message its HOT update).
 * So each statement that changes a counted table adds its difference to tally_changes, which locks nothing
 * and nobody waits for; now and then one of them folds the differences into tallies. A count is the sum of
 * both tables, exact in every snapshot. Measurements: docs/decisions/010-counted-as-written.md.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table tallies (
      tenant_id uuid not null references tenants,
      kind text not null check (kind in ('contact', 'consent', 'consent_event', 'verification', 'message')),
      bucket timestamptz not null,
      name text not null,
      detail text not null,
      n bigint not null,
      primary key (tenant_id, kind, bucket, name, detail)
    ) with (fillfactor = 70);
    select app_private.tenant_table('tallies');

    create table tally_changes (
      tenant_id uuid not null,
      id bigint generated always as identity,
      kind text not null,
      bucket timestamptz not null,
      name text not null,
      detail text not null,
      n bigint not null,
      primary key (tenant_id, id)
    );
    select app_private.tenant_table('tally_changes');

    -- The sequence says whose turn it is to fold: about every 500th difference. One folds at a time for a
    -- tenant, so its row locks in tallies meet nobody.
    create function app_private.fold_in_turn() returns trigger language plpgsql as $$
    declare turn record;
    begin
      for turn in select tenant_id from added where id % 500 = 0 group by tenant_id loop
        if pg_try_advisory_xact_lock(hashtextextended('tallies:' || turn.tenant_id, 0)) then
          with gone as (
            delete from tally_changes where tenant_id = turn.tenant_id returning kind, bucket, name, detail, n
          )
          insert into tallies as t (tenant_id, kind, bucket, name, detail, n)
          select turn.tenant_id, kind, bucket, name, detail, sum(n) from gone
          group by 2, 3, 4, 5 having sum(n) <> 0
          on conflict (tenant_id, kind, bucket, name, detail) do update set n = t.n + excluded.n;
        end if;
      end loop;
      return null;
    end $$;
    create trigger fold_in_turn after insert on tally_changes referencing new table as added
      for each statement execute function app_private.fold_in_turn();
  `);
  await counted(knex, 'contacts', 'contact', 'created_at', `''`, `''`, ['insert', 'delete']);
  await counted(knex, 'consents', 'consent', 'now()', 'state', `''`);
  await counted(
    knex,
    'consent_events',
    'consent_event',
    'recorded_at',
    // A grant by the code or link that was asked for: the end of an opt-in.
    `case when action = 'grant' and verification_id is not null then 'confirm' else action end`,
    `case when action = 'withdraw' then source else '' end`,
    ['insert'],
  );
  await counted(knex, 'verifications', 'verification', 'created_at', 'status', `''`);
  await counted(knex, 'messages', 'message', 'created_at', 'status', `''`);

  await knex.raw(`
    -- The rows behind the numbers.
    create index consent_events_newest on consent_events (tenant_id, recorded_at desc, id desc)
      include (action, source);
    create index consents_state on consents (tenant_id, state, updated_at desc, id desc);
    create index verifications_pending on verifications (tenant_id, expires_at) where status = 'pending';
    create index suppressions_newest on suppressions (tenant_id, created_at desc, id desc);

    -- A list of addresses to block, as it was taken. What failed is told by row and reason; the file's
    -- values are personal and are not kept.
    create table suppression_imports (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      reason text not null,
      total int not null default 0,
      created int not null default 0,
      already int not null default 0,
      failed int not null default 0,
      finished_at timestamptz,
      created_by text,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id)
    );
    select app_private.tenant_table('suppression_imports');
    create table suppression_import_errors (
      tenant_id uuid not null,
      import_id uuid not null,
      row int not null,
      message text not null,
      primary key (tenant_id, import_id, row),
      foreign key (tenant_id, import_id) references suppression_imports on delete cascade
    );
    select app_private.tenant_table('suppression_import_errors');

    -- A version of a template has a text for each of its languages; this is the one that stands in for
    -- those it lacks.
    alter table templates add column language text not null default 'en';
    alter table templates no force row level security;
    alter table template_versions no force row level security;
    update templates t set language = v.language from template_versions v
      where v.tenant_id = t.tenant_id and v.template_id = t.id and v.version = t.version;
    alter table templates force row level security;
    alter table template_versions force row level security;
  `);
}

const quarter = (at: string): string =>
  `date_bin(interval '15 minutes', ${at}, timestamptz '2000-01-01 00:00:00+00')`;

const sum = (rows: string) =>
  `insert into tally_changes (tenant_id, kind, bucket, name, detail, n)
     select tenant_id, kind, bucket, name, detail, sum(n)
     from (${rows}) x (tenant_id, kind, bucket, name, detail, n) group by 1, 2, 3, 4, 5 having sum(n) <> 0`;

/** Counts what is there, and from now on every change. The expressions are of the table's columns. */
async function counted(
  knex: Knex,
  table: string,
  kind: string,
  at: string,
  name: string,
  detail: string,
  on = ['insert', 'update', 'delete'],
): Promise<void> {
  const one = (from: string, sign: 1 | -1) =>
    `select tenant_id, '${kind}', ${quarter(at)}, ${name}, ${detail}, ${sign}::bigint as n from ${from}`;
  await knex.raw(`
    create function app_private.tally_${table}() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then ${sum(one('added', 1))};
      elsif tg_op = 'DELETE' then ${sum(one('removed', -1))};
      else ${sum(`${one('removed', -1)} union all ${one('added', 1)}`)};
      end if;
      return null;
    end $$`);
  const rows: Record<string, string> = {
    insert: 'new table as added',
    delete: 'old table as removed',
    update: 'old table as removed new table as added',
  };
  for (const act of on) {
    await knex.raw(`
      create trigger tally_${act} after ${act} on ${table} referencing ${rows[act] ?? ''}
        for each statement execute function app_private.tally_${table}()`);
  }
  // The owner sees rows of every tenant only while row security is not forced on it.
  await knex.raw(`
    alter table ${table} no force row level security;
    alter table tallies no force row level security;
    insert into tallies (tenant_id, kind, bucket, name, detail, n)
    select tenant_id, kind, bucket, name, detail, sum(n)
    from (${one(table, 1).replace('now()', 'updated_at')}) x (tenant_id, kind, bucket, name, detail, n)
    group by 1, 2, 3, 4, 5;
    alter table ${table} force row level security;
    alter table tallies force row level security;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
