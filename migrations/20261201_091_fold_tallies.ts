import type { Knex } from 'knex';

/*
 * Folding is a function of its own, so that an erasure folds at once: the name of a tag that only the erased person had
 * stood in the differences until the next turn.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The caller holds the lock 'tallies:<tenant>'.
    create function fold_tallies(of_tenant uuid) returns void language plpgsql as $$
    declare
      unused text[];
    begin
      with gone as (
        delete from tally_changes where tenant_id = of_tenant returning kind, bucket, name, detail, n
      ), folded as (
        insert into tallies as t (tenant_id, kind, bucket, name, detail, n)
        select of_tenant, kind, bucket, name, detail, sum(n) from gone
        group by 2, 3, 4, 5 having sum(n) <> 0
        on conflict (tenant_id, kind, bucket, name, detail) do update set n = t.n + excluded.n
        returning t.kind, t.name, t.n
      )
      select array_agg(name) into unused from folded where kind = 'tag' and n = 0;
      if unused is not null then
        delete from tallies where tenant_id = of_tenant and kind = 'tag'
          and bucket = timestamptz '2000-01-01 00:00:00+00' and name = any(unused) and n = 0;
      end if;
    end $$;

    create or replace function app_private.fold_in_turn() returns trigger language plpgsql as $$
    declare
      turn record;
    begin
      for turn in select tenant_id from added where id % 500 = 0 group by tenant_id loop
        if pg_try_advisory_xact_lock(hashtextextended('tallies:' || turn.tenant_id, 0)) then
          perform public.fold_tallies(turn.tenant_id);
        end if;
      end loop;
      return null;
    end $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
