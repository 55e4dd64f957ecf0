import type { Knex } from 'knex';

/*
 * The number of contacts with each tag, counted as it is written like what the overview shows (decision 010):
 * `GET /contacts/tags` read all contacts. A tag that nobody has any more leaves no row.
 */
const SINCE = `timestamptz '2000-01-01 00:00:00+00'`;

/** Returns one row for each tag of the rows of a table. */
const tagsOf = (table: string, sign: 1 | -1): string =>
  `select c.tenant_id, t.tag, ${sign}::bigint as n from ${table} c, unnest(c.tags) as t(tag)`;

const summed = (rows: string, into: string): string => `
  insert into ${into} (tenant_id, kind, bucket, name, detail, n)
  select x.tenant_id, 'tag', ${SINCE}, x.tag, '', sum(x.n) from (${rows}) x group by 1, 4 having sum(x.n) <> 0`;

const TRIGGERS = {
  insert: 'new table as added',
  delete: 'old table as removed',
  update: 'old table as removed new table as added',
};

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tallies drop constraint tallies_kind_check;
    alter table tallies add constraint tallies_kind_check
      check (kind in ('contact', 'consent', 'consent_event', 'verification', 'message', 'tag'));

    create function app_private.tally_tags() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then ${summed(tagsOf('added', 1), 'tally_changes')};
      elsif tg_op = 'DELETE' then ${summed(tagsOf('removed', -1), 'tally_changes')};
      else ${summed(`${tagsOf('removed', -1)} union all ${tagsOf('added', 1)}`, 'tally_changes')};
      end if;
      return null;
    end $$;

    create or replace function app_private.fold_in_turn() returns trigger language plpgsql as $$
    declare
      turn record;
      unused text[];
    begin
      for turn in select tenant_id from added where id % 500 = 0 group by tenant_id loop
        if pg_try_advisory_xact_lock(hashtextextended('tallies:' || turn.tenant_id, 0)) then
          with gone as (
            delete from tally_changes where tenant_id = turn.tenant_id returning kind, bucket, name, detail, n
          ), folded as (
            insert into tallies as t (tenant_id, kind, bucket, name, detail, n)
            select turn.tenant_id, kind, bucket, name, detail, sum(n) from gone
            group by 2, 3, 4, 5 having sum(n) <> 0
            on conflict (tenant_id, kind, bucket, name, detail) do update set n = t.n + excluded.n
            returning t.kind, t.name, t.n
          )
          select array_agg(name) into unused from folded where kind = 'tag' and n = 0;
          if unused is not null then
            delete from tallies where tenant_id = turn.tenant_id and kind = 'tag' and bucket = ${SINCE}
              and name = any(unused) and n = 0;
          end if;
        end if;
      end loop;
      return null;
    end $$;
  `);
  for (const [act, tables] of Object.entries(TRIGGERS)) {
    await knex.raw(`
      create trigger tally_tags_${act} after ${act} on contacts referencing ${tables}
        for each statement execute function app_private.tally_tags()`);
  }
  // The owner sees rows of every tenant only while row security is not forced on it.
  await knex.raw(`
    alter table contacts no force row level security;
    alter table tallies no force row level security;
    ${summed(tagsOf('contacts', 1), 'tallies')};
    alter table contacts force row level security;
    alter table tallies force row level security;
    comment on table tallies is
      '[platform] how many of something there are on a day, and contacts with each tag: what the overview and lists of tags show';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
