import type { Knex } from 'knex';

/*
 * Acts are ordered by `least(captured_at, recorded_at)`: nobody has acted after it was recorded. Until now a time
 * that a client dated ahead ordered events, so that a consent "given" tomorrow outlived a withdrawal of today. And an
 * import does not outweigh a withdrawal, however each is dated. domain/consent/rules.ts says the same.
 */
const AS_OF = `
  create or replace function consent_as_of(at_time timestamptz, known_time timestamptz default now())
  returns table (consent_id uuid, event_id uuid, state text, source text, captured_at timestamptz,
    recorded_at timestamptz, expires_at timestamptz, wording_id uuid, purpose_version int)
  language sql stable as $$
    select c.id, d.id,
      case when l.effect = 'granted' and d.expires_at <= at_time then 'expired' else l.effect end,
      d.source, d.captured_at, d.recorded_at, d.expires_at, d.wording_id, d.purpose_version
    from consents c join lateral (
      select e.id, case
          -- A yes that a withdrawal has beaten since, by an act that lies after at_time: it held then.
          when e.action = 'grant' and e.state_after = 'withdrawn' and not exists (
            select from consent_events w where w.tenant_id = c.tenant_id and w.consent_id = c.id
              and w.action = 'withdraw' and w.recorded_at <= known_time
              and least(w.captured_at, w.recorded_at) <= at_time
              and (least(w.captured_at, w.recorded_at) >= least(e.captured_at, e.recorded_at)
                or e.source not in ('web_form', 'keyword', 'preference_centre'))) then 'granted'
          -- A withdrawal counts unless the person said yes after it, and that lies before at_time.
          when e.state_after = 'granted' and exists (
            select from consent_events w where w.tenant_id = c.tenant_id and w.consent_id = c.id
              and w.action = 'withdraw' and w.recorded_at <= known_time
              and least(w.captured_at, w.recorded_at) <= at_time
              and not exists (select from consent_events g where g.tenant_id = c.tenant_id and g.consent_id = c.id
                and g.action = 'grant' and g.state_after = 'granted' and g.recorded_at <= known_time
                and least(g.captured_at, g.recorded_at) > least(w.captured_at, w.recorded_at)
                and least(g.captured_at, g.recorded_at) <= at_time)) then 'withdrawn'
          else e.state_after end as effect
      from consent_events e
      where e.tenant_id = c.tenant_id and e.consent_id = c.id
        and least(e.captured_at, e.recorded_at) <= at_time and e.recorded_at <= known_time
      order by e.seq desc limit 1
    ) l on true join lateral (
      select e.* from consent_events e
      where e.tenant_id = c.tenant_id and e.consent_id = c.id
        and least(e.captured_at, e.recorded_at) <= at_time and e.recorded_at <= known_time
        and case l.effect when 'granted' then e.action in ('grant', 'import')
          when 'withdrawn' then e.action = 'withdraw' else e.id = l.id end
      order by least(e.captured_at, e.recorded_at) desc, e.seq desc limit 1
    ) d on true
  $$`;

/** Consents that have been ordered otherwise: an event dated ahead, or a withdrawal that an import overruled. */
const MEND = `
  with affected as (
    select distinct e.tenant_id, e.consent_id from consent_events e where e.captured_at > e.recorded_at
    union
    select e.tenant_id, e.consent_id from consent_events e
    join consents c on c.tenant_id = e.tenant_id and c.id = e.consent_id and c.state = 'granted'
    join consent_events g on g.tenant_id = c.tenant_id and g.id = c.granted_event_id and g.action = 'import'
    where e.action = 'withdraw' and e.seq > g.seq
  ), told as materialized (
    select * from consent_as_of(now(), now()) where consent_id in (select consent_id from affected)
  ), mended as (
    select a.tenant_id, a.consent_id, t.event_id, t.expires_at, least(t.captured_at, t.recorded_at) as captured_at,
      -- That a term is over is recorded by the hourly cohorts.
      case when t.state = 'expired' and c.state = 'granted' then 'granted' else t.state end as state,
      (select max(least(w.captured_at, w.recorded_at)) from consent_events w where w.tenant_id = a.tenant_id
        and w.consent_id = a.consent_id and w.action = 'withdraw') as withdrawn_at
    from affected a join consents c on c.tenant_id = a.tenant_id and c.id = a.consent_id
    join told t on t.consent_id = a.consent_id
  )
  update consents c set
    state = m.state,
    captured_at = m.captured_at,
    expires_at = case when m.state = 'granted' then m.expires_at end,
    granted_event_id = case when m.state = 'granted' then m.event_id else c.granted_event_id end,
    withdrawn_at = case when m.state = 'withdrawn' or m.state <> 'granted' and c.withdrawn_at is not null
      then m.withdrawn_at end,
    updated_at = case when m.state = c.state then c.updated_at else now() end
  from mended m where c.tenant_id = m.tenant_id and c.id = m.consent_id`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(AS_OF);
  const tables = ['consents', 'consent_events', 'tallies', 'tally_changes'];
  for (const table of tables) await knex.raw(`alter table ${table} no force row level security`);
  await knex.raw(MEND);
  for (const table of tables) await knex.raw(`alter table ${table} force row level security`);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
