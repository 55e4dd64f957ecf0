import type { Knex } from 'knex';

/*
 * What stands between a request for a code and the money it costs: limits, countries, prefixes, prices.
 *
 * Schema `limits` is the platform's, not a tenant's: senders are shared, so a destination is counted over
 * all tenants. A counter's name is an HMAC under a platform key, nothing in it says whose it is, and the
 * runtime role can reach it only by `limits.hit`, which tells no more than how long to wait.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema limits;
    grant usage on schema limits to assent_app;

    create table limits.counters (
      key bytea primary key,
      -- The newest hits, oldest first; never more than the widest limit asks for.
      hits timestamptz[] not null default '{}',
      touched_at timestamptz not null default clock_timestamp()
    );
    create index counters_touched on limits.counters (touched_at);

    -- Counts one hit, or refuses it: at most most[i] hits in windows_ms[i]. Exact sliding windows; the row's
    -- lock is held to the end of the transaction, so that parallel hits cannot all be the last one allowed,
    -- and a transaction that is undone has not counted.
    -- Returns 0, or the seconds until the next hit would be taken.
    create function limits.hit(counter bytea, windows_ms bigint[], most int[]) returns float8
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
      kept timestamptz[];
      moment timestamptz;
      widest int := 0;
      nth int;
      wait float8 := 0;
    begin
      loop
        insert into limits.counters (key) values (counter) on conflict do nothing;
        select hits into kept from limits.counters where key = counter for update;
        exit when found;
      end loop;
      moment := clock_timestamp();
      for i in 1 .. cardinality(most) loop
        widest := greatest(widest, most[i]);
        nth := cardinality(kept) - most[i] + 1;
        if nth >= 1 then
          wait := greatest(wait,
            extract(epoch from kept[nth] + windows_ms[i] * interval '1 millisecond' - moment)::float8);
        end if;
      end loop;
      if wait > 0 then return wait; end if;
      kept := kept || moment;
      update limits.counters
        set hits = kept[greatest(1, cardinality(kept) - widest + 1):], touched_at = moment
        where key = counter;
      -- Nobody waits for a sweep: each hit takes out a few that no window reaches any more.
      delete from limits.counters where key in (
        select key from limits.counters where touched_at < moment - interval '25 hours'
        order by touched_at limit 3 for update skip locked);
      return 0;
    end $$;
    revoke all on function limits.hit from public;
    grant execute on function limits.hit to assent_app;

    -- What a tenant has changed; null is the default of domain/verification/rules.ts.
    create table verification_settings (
      tenant_id uuid primary key references tenants,
      countries text[] check (cardinality(countries) <= 260),
      sends_per_minute int check (sends_per_minute between 1 and 10000),
      sends_per_day int check (sends_per_day between 1 and 10000000),
      range_per_hour int check (range_per_hour between 1 and 10000),
      domain_per_10_minutes int check (domain_per_10_minutes between 1 and 10000),
      daily_cap numeric(14, 4) check (daily_cap >= 0),
      currency char(3) check (currency ~ '^[A-Z]{3}$'),
      fallback_price numeric(12, 6) check (fallback_price >= 0),
      updated_at timestamptz not null default now()
    );
    select app_private.tenant_table('verification_settings');

    -- Codes and their cost per UTC day. Its row is the lock that puts a tenant's sends in order.
    create table verification_days (
      tenant_id uuid not null references tenants,
      day date not null,
      sends int not null default 0,
      cost numeric(14, 6) not null default 0,
      alerted_at timestamptz,
      primary key (tenant_id, day)
    );
    select app_private.tenant_table('verification_days');

    create table verification_prefix_blocks (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      prefix text not null,
      country char(2) not null,
      -- What it was blocked for.
      sends int not null,
      approved int not null,
      created_at timestamptz not null default clock_timestamp(),
      blocked_until timestamptz not null,
      lifted_at timestamptz,
      primary key (tenant_id, id)
    );
    create index verification_prefix_blocks_prefix
      on verification_prefix_blocks (tenant_id, prefix, blocked_until desc);
    select app_private.tenant_table('verification_prefix_blocks');

    -- What somebody should look at. key: once per day, per block, per destination.
    create table verification_alerts (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      kind text not null check (kind in
        ('money_80', 'money_cap', 'daily_limit', 'prefix_blocked', 'destination_stopped')),
      key text not null,
      detail jsonb not null default '{}',
      created_at timestamptz not null default clock_timestamp(),
      primary key (tenant_id, id),
      unique (tenant_id, kind, key)
    );
    create index verification_alerts_newest on verification_alerts (tenant_id, created_at desc);
    select app_private.tenant_table('verification_alerts');

    -- A tenant's own prices per segment (sms) or message (email); what is not here is in the provided list.
    create table rate_cards (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      channel text not null check (channel in ('sms', 'email')),
      country char(2) check (country ~ '^[A-Z]{2}$'),
      prefix text check (prefix ~ '^\\+[1-9][0-9]{0,14}$'),
      number_type text check (number_type in ('mobile', 'fixed_line', 'voip', 'toll_free')),
      price numeric(12, 6) not null check (price >= 0),
      currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
      source text not null,
      as_of date not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique nulls not distinct (tenant_id, channel, country, prefix, number_type),
      check (channel = 'sms' and country is not null
        or channel = 'email' and country is null and prefix is null and number_type is null)
    );
    select app_private.tenant_table('rate_cards');

    -- Where a code goes, in clear and coarse: the country, and the first digits that say which network or area.
    alter table verifications
      add column country char(2),
      add column prefix text,
      add column blocked_reason text,
      add constraint verifications_blocked check ((status = 'blocked') = (blocked_reason is not null)) not valid;
    create index verifications_country on verifications (tenant_id, country, created_at desc);
    create index verifications_prefix on verifications (tenant_id, prefix, created_at desc);

    alter table verification_sends
      add column send int not null default 1,
      add column channel text,
      add column country char(2),
      add column prefix text,
      add column segments int not null default 1,
      add column price numeric(12, 6) not null default 0,
      add column currency char(3) not null default 'USD',
      -- estimate (before it is written), counted (as handed over), provider (as billed)
      add column price_basis text not null default 'estimate'
        check (price_basis in ('estimate', 'counted', 'provider')),
      add column day date not null default (clock_timestamp() at time zone 'utc')::date;
    create index verification_sends_prefix on verification_sends (tenant_id, prefix, requested_at desc);
    create index verification_sends_time on verification_sends (tenant_id, requested_at desc);
    create index verification_sends_verification on verification_sends (tenant_id, verification_id);

    -- The newest failures, oldest first: a sliding window, and a name by which a lock can be lifted.
    alter table verification_locks
      add column id uuid not null default uuidv7(),
      add column failed_at timestamptz[] not null default '{}',
      add column channel text,
      add column verification_id uuid,
      add foreign key (tenant_id, verification_id) references verifications on delete set null (verification_id),
      drop column failures,
      drop column window_started_at;
    create unique index verification_locks_id on verification_locks (tenant_id, id);
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
