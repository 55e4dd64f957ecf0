import type { Knex } from 'knex';

/*
 * What held for many consents, each at a moment of its own, in one pass over their events. consent_as_of answered by
 * a scan of all consents for each one that was asked about: a replay of 600 recipients took a minute and failed.
 */
const CONSENTS_AS_OF = `
  create function consents_as_of(consents uuid[], at_times timestamptz[], known_times timestamptz[])
  returns table (nr bigint, consent_id uuid, event_id uuid, state text, source text, captured_at timestamptz,
    recorded_at timestamptz, expires_at timestamptz, wording_id uuid, purpose_version int)
  language sql stable as $$
    with known as materialized (
      select a.nr, a.at_time, e.id, e.consent_id, e.seq, e.action, e.state_after, e.source, e.captured_at,
        e.recorded_at, e.expires_at, e.wording_id, e.purpose_version, acted.at as acted_at,
        max(acted.at) filter (where e.action = 'withdraw') over one as withdrawn_at,
        max(acted.at) filter (where e.action = 'grant' and e.state_after = 'granted') over one as granted_at,
        row_number() over (partition by a.nr order by e.seq desc) as age
      from unnest(consents, at_times, known_times) with ordinality a(consent_id, at_time, known_time, nr)
      join consent_events e on e.consent_id = a.consent_id and e.recorded_at <= a.known_time
      cross join lateral (select least(e.captured_at, e.recorded_at) as at) acted
      where acted.at <= a.at_time
      window one as (partition by a.nr)
    ), said as (
      select k.nr, k.id, case
        -- A yes that a withdrawal has beaten since, by an act that lies after at_time: it held then.
        when k.action = 'grant' and k.state_after = 'withdrawn' and (k.withdrawn_at is null
          or k.withdrawn_at < k.acted_at and k.source in ('web_form', 'keyword', 'preference_centre')) then 'granted'
        -- A withdrawal counts unless the person said yes after it, and that lies before at_time.
        when k.state_after = 'granted' and k.withdrawn_at is not null
          and (k.granted_at is null or k.granted_at <= k.withdrawn_at) then 'withdrawn'
        else k.state_after end as effect
      from known k where k.age = 1
    )
    select distinct on (k.nr) k.nr, k.consent_id, k.id,
      case when s.effect = 'granted' and k.expires_at <= k.at_time then 'expired' else s.effect end,
      k.source, k.captured_at, k.recorded_at, k.expires_at, k.wording_id, k.purpose_version
    from said s join known k using (nr)
    where case s.effect when 'granted' then k.action in ('grant', 'import')
      when 'withdrawn' then k.action = 'withdraw' else k.id = s.id end
    order by k.nr, k.acted_at desc, k.seq desc
  $$;`;

/** All consents of the organisation at one moment, by the same rule. */
const CONSENT_AS_OF = `
  create or replace function consent_as_of(at_time timestamptz, known_time timestamptz default now())
  returns table (consent_id uuid, event_id uuid, state text, source text, captured_at timestamptz,
    recorded_at timestamptz, expires_at timestamptz, wording_id uuid, purpose_version int)
  language sql stable as $$
    select a.consent_id, a.event_id, a.state, a.source, a.captured_at, a.recorded_at, a.expires_at, a.wording_id,
      a.purpose_version
    from (select array_agg(c.id) as ids, array_agg(at_time) as at_times, array_agg(known_time) as known_times
      from consents c) every
    cross join lateral consents_as_of(every.ids, every.at_times, every.known_times) a
  $$;`;

/** A replay may fail, and may be stopped; both are said. */
const REPLAYS = `
  alter table campaign_replays drop constraint campaign_replays_status_check;
  alter table campaign_replays add check (status in ('running', 'completed', 'failed', 'canceled'));
  alter table campaign_replays add error text;`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(CONSENTS_AS_OF);
  await knex.raw(CONSENT_AS_OF);
  await knex.raw(REPLAYS);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
