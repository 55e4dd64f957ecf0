import type { Knex } from 'knex';

/*
 * A question may take several requests to a model, with look-ups between them. Each is a round: its use is recorded
 * when it is over, and the reservation grows by the next one. `named.rights` says what a member or a key may do now, for
 * a worker that looks something up on their behalf.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table assistant_calls
      -- Requests to the model that are over, and what all of them used.
      add column rounds int not null default 0,
      add column past_input bigint not null default 0,
      add column past_cached bigint not null default 0,
      add column past_output bigint not null default 0,
      add column past_micros bigint not null default 0,
      add column past_reported boolean not null default true,
      -- Of the request that is under way; 0: none is. Null in a row that was reserved before there were rounds.
      add column prompt_tokens bigint,
      -- Letters of the answer that were there when it began.
      add column said_before int not null default 0;

    alter table assistant_messages
      -- [{"tool": "campaigns_list", "title": "Campaigns", "page": "/campaigns"}]: what the answer rests on.
      add column sources jsonb not null default '[]' check (jsonb_typeof(sources) = 'array'),
      -- Titles of what is being looked up now.
      add column looking text[] not null default '{}';

    create function named.rights(kind text, who text)
      returns table (role text, permissions text, "memberUserId" text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select m.role, null::text, null::text from auth.member m
      where kind = 'user' and m."userId"::text = who and m."organizationId" = named.tenant()
      union all
      select m.role, k.permissions, k."memberUserId"::text from auth.apikey k
      left join auth.member m on m."userId" = k."memberUserId" and m."organizationId" = named.tenant()
      where kind = 'api_key' and k.id::text = who and k."referenceId" = named.tenant()::text
        and k.enabled and (k."expiresAt" is null or k."expiresAt" > now())
        and (k."memberUserId" is null or m.id is not null)
    $$;
    revoke all on function named.rights(text, text) from public;
    grant execute on function named.rights(text, text) to assent_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
