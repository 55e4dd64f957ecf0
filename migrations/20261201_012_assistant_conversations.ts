import type { Knex } from 'knex';

/*
 * Conversations with the assistant. Texts are encrypted; words of questions are found by keyed hashes. The answer
 * grows in its row while the model writes it, so that nobody who looks at it, and no worker that dies, loses any of it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table assistant_conversations (
      tenant_id uuid not null references tenants,
      id uuid not null,
      -- Nobody else sees it.
      actor_type text not null,
      actor_id text,
      feature text not null check (feature in ('chat', 'editor', 'segment', 'widget')),
      -- The beginning of its first question.
      title_enc bytea,
      created_at timestamptz not null default now(),
      last_message_at timestamptz not null default now(),
      primary key (tenant_id, id)
    );
    comment on table assistant_conversations is '[assistant] a conversation of one member or API key with the assistant';
    create index assistant_conversations_of on assistant_conversations (tenant_id, actor_type, actor_id, last_message_at desc, id desc);
    create index assistant_conversations_age on assistant_conversations (tenant_id, last_message_at);
    select app_private.tenant_table('assistant_conversations');

    create table assistant_messages (
      tenant_id uuid not null references tenants,
      -- Of an answer: the id of its call, too.
      id uuid not null,
      conversation_id uuid not null,
      role text not null check (role in ('user', 'assistant')),
      -- Its place in the conversation: a question is followed by its answer.
      place int not null,
      status text not null check (status in ('done', 'answering', 'partial', 'failed', 'canceled')),
      content_enc bytea,
      -- Why there is no whole answer.
      failure text,
      retry_after_s int,
      -- {"input": 10, "cachedInput": 0, "output": 5}: what the provider says was used; null: it did not say.
      usage jsonb check (jsonb_typeof(usage) = 'object'),
      -- Keyed hashes of the words of a question.
      word_tokens bytea[] not null default '{}',
      -- Whether the people in it have been looked for.
      read_at timestamptz,
      prompt_version int,
      -- When somebody last read the growing answer.
      followed_at timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz not null default clock_timestamp(),
      primary key (tenant_id, id),
      unique (tenant_id, conversation_id, place),
      foreign key (tenant_id, conversation_id) references assistant_conversations (tenant_id, id) on delete cascade
    );
    comment on table assistant_messages is '[assistant] one question to the assistant, or its answer as far as it has come';
    create index assistant_messages_words on assistant_messages using gin (word_tokens);
    create index assistant_messages_age on assistant_messages (tenant_id, created_at);
    select app_private.tenant_table('assistant_messages');

    create table assistant_mentions (
      tenant_id uuid not null references tenants,
      message_id uuid not null,
      contact_id uuid not null,
      primary key (tenant_id, message_id, contact_id),
      foreign key (tenant_id, message_id) references assistant_messages (tenant_id, id) on delete cascade
    );
    comment on table assistant_mentions is '[assistant] a contact whose name or address is in a question or an answer';
    create index assistant_mentions_of on assistant_mentions (tenant_id, contact_id);
    select app_private.tenant_table('assistant_mentions');

    create table assistant_prompts (
      tenant_id uuid not null references tenants,
      version int not null,
      text text not null,
      created_at timestamptz not null default now(),
      -- When it was last compared with the profile that it is made from.
      checked_at timestamptz not null default now(),
      primary key (tenant_id, version)
    );
    comment on table assistant_prompts is '[assistant] what the model is told about the organization, in every version';
    select app_private.tenant_table('assistant_prompts');

    -- The organization's own words for the prompt.
    alter table assistant_quotas add knowledge text not null default '' check (length(knowledge) <= 20000);

    -- The call whose process tells the owners.
    alter table assistant_totals add told_by uuid;

    create function named.owners() returns table (id text, name text, email text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select u.id::text, u.name, u.email from auth.member m join auth."user" u on u.id = m."userId"
      where m."organizationId" = named.tenant() and m.role = 'owner'
      order by u.id
    $$;
    revoke all on function named.owners() from public;
    grant execute on function named.owners() to assent_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
