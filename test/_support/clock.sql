-- Test files run at the same time; the lock lets one of them create it.
begin;
select pg_advisory_xact_lock(20261129);
create schema if not exists assent_clock;
grant usage on schema assent_clock to public;
create or replace function assent_clock.now() returns timestamptz language sql stable parallel safe
  as $$ select current_setting('app.time')::timestamptz $$;
create or replace function assent_clock.clock_timestamp() returns timestamptz language sql stable parallel safe
  as $$ select current_setting('app.time')::timestamptz $$;
commit;
