import type { Knex } from 'knex';

/*
 * What people were told, in versions: purposes, the wordings beside a box and privacy notices. An event
 * names the version it rests on. One code may prove several consents. consent_as_of answers for any moment.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table purposes
      add version int not null default 1,
      -- Ask again this long before a consent ends; null: let it end.
      add renew_before_days int check (renew_before_days > 0);

    create table purpose_versions (
      tenant_id uuid not null references tenants,
      purpose_id uuid not null,
      version int not null,
      name text not null,
      description text not null,
      expires_after_days int,
      renew_before_days int,
      created_by text,
      created_at timestamptz not null default now(),
      primary key (tenant_id, purpose_id, version),
      foreign key (tenant_id, purpose_id) references purposes
    );
    insert into purpose_versions (tenant_id, purpose_id, version, name, description, expires_after_days, created_at)
      select tenant_id, id, version, name, description, expires_after_days, created_at from purposes;
    select app_private.tenant_table('purpose_versions');
    select app_private.append_only('purpose_versions');

    -- A wording (beside a box) or a privacy notice that is in force, or was: the texts are in wordings.
    create table wording_versions (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      kind text not null check (kind in ('consent', 'notice')),
      purpose_id uuid,
      channel text check (channel in ('sms', 'email')),
      language text not null,
      version int not null,
      wording_id uuid not null,
      created_by text,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique nulls not distinct (tenant_id, kind, purpose_id, channel, language, version),
      foreign key (tenant_id, purpose_id) references purposes,
      foreign key (tenant_id, wording_id) references wordings,
      check ((kind = 'consent') = (purpose_id is not null and channel is not null))
    );
    select app_private.tenant_table('wording_versions');
    select app_private.append_only('wording_versions');

    alter table consent_events
      add purpose_version int,
      add notice_id uuid,
      add jurisdiction char(2),
      add foreign key (tenant_id, notice_id) references wordings;
    create index consent_events_captured on consent_events (tenant_id, consent_id, captured_at);

    -- All consents that one code or link proves, each with the request that asked for it.
    create table verification_consents (
      tenant_id uuid not null references tenants,
      verification_id uuid not null,
      consent_id uuid not null,
      request_event_id uuid not null,
      primary key (tenant_id, verification_id, consent_id),
      foreign key (tenant_id, verification_id) references verifications,
      foreign key (tenant_id, consent_id) references consents,
      foreign key (tenant_id, request_event_id) references consent_events
    );
    create index verification_consents_request on verification_consents (tenant_id, request_event_id);
    insert into verification_consents (tenant_id, verification_id, consent_id, request_event_id)
      select tenant_id, id, consent_id, request_event_id from verifications
      where consent_id is not null and request_event_id is not null;
    select app_private.tenant_table('verification_consents');
    select app_private.append_only('verification_consents');

    -- A person is asked once to renew a grant: the message that did.
    create table renewals (
      tenant_id uuid not null references tenants,
      granted_event_id uuid not null,
      consent_id uuid not null,
      message_id uuid,
      created_at timestamptz not null default now(),
      primary key (tenant_id, granted_event_id),
      foreign key (tenant_id, granted_event_id) references consent_events,
      foreign key (tenant_id, consent_id) references consents
    );
    select app_private.tenant_table('renewals');

    -- The daily cohorts look for what ends; the sweep across tenants sees only where there is something.
    create index consents_ending on consents (tenant_id, expires_at) where state = 'granted' and expires_at is not null;
    grant select (tenant_id, expires_at) on consents to assent_jobs;
    create policy jobs on consents for select to assent_jobs using (state = 'granted' and expires_at is not null);

    /*
     * The consents of the current tenant as of a moment. Two clocks:
     *   at_time     what held then, by when the person acted (captured_at)
     *   known_time  using only what had been recorded by then (recorded_at)
     * Both the same: what the gate said at that moment. known_time = now(): what we know today about then.
     * The last event recorded says the state, unless it was overruled by an act that lies after at_time; the
     * event that decides is the one a gate would name. Suppressions are not consents, and not here.
     */
    create function consent_as_of(at_time timestamptz, known_time timestamptz default now())
    returns table (consent_id uuid, event_id uuid, state text, source text, captured_at timestamptz,
      recorded_at timestamptz, expires_at timestamptz, wording_id uuid, purpose_version int)
    language sql stable as $$
      select c.id, d.id,
        case when l.effect = 'granted' and d.expires_at <= at_time then 'expired' else l.effect end,
        d.source, d.captured_at, d.recorded_at, d.expires_at, d.wording_id, d.purpose_version
      from consents c join lateral (
        select e.id, case
            when e.action = 'grant' and e.state_after = 'withdrawn' and not exists (
              select from consent_events w where w.tenant_id = c.tenant_id and w.consent_id = c.id
                and w.action = 'withdraw' and w.captured_at between e.captured_at and at_time
                and w.recorded_at <= known_time) then 'granted'
            when e.action = 'withdraw' and e.state_after = 'granted' and not exists (
              select from consent_events g where g.tenant_id = c.tenant_id and g.consent_id = c.id
                and g.state_after = 'granted' and g.action <> 'withdraw' and g.captured_at > e.captured_at
                and g.captured_at <= at_time and g.recorded_at <= known_time) then 'withdrawn'
            else e.state_after end as effect
        from consent_events e
        where e.tenant_id = c.tenant_id and e.consent_id = c.id
          and e.captured_at <= at_time and e.recorded_at <= known_time
        order by e.seq desc limit 1
      ) l on true join lateral (
        select e.* from consent_events e
        where e.tenant_id = c.tenant_id and e.consent_id = c.id
          and e.captured_at <= at_time and e.recorded_at <= known_time
          and case l.effect when 'granted' then e.action in ('grant', 'import')
            when 'withdrawn' then e.action = 'withdraw' else e.id = l.id end
        order by e.captured_at desc, e.seq desc limit 1
      ) d on true
    $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
