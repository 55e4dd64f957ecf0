import type { Knex } from 'knex';

/*
 * The chat widget of an organization, which its own sites embed. Visitors are told another text than members: what an
 * organization tells its members about itself need not be meant for everybody.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table assistant_widgets (
      tenant_id uuid primary key references tenants,
      active boolean not null default false,
      -- Exact origins of the sites that may embed it.
      origins text[] not null default '{}',
      greeting text not null default '' check (length(greeting) <= 500),
      knowledge text not null default '' check (length(knowledge) <= 20000),
      -- The sign-up form by which a visitor may leave an address.
      form_id uuid,
      session_questions int not null check (session_questions between 1 and 200),
      -- Sessions per hour of one network.
      network_sessions int not null check (network_sessions between 1 and 1000),
      session_tokens bigint not null check (session_tokens >= 0),
      -- Of all visitors in a month; null: only the organization's limit.
      month_tokens bigint check (month_tokens >= 0),
      version int not null default 1,
      updated_at timestamptz not null default now(),
      foreign key (tenant_id, form_id) references forms (tenant_id, id)
    );
    comment on table assistant_widgets is '[assistant] the chat widget that an organization embeds in its own sites';
    select app_private.tenant_table('assistant_widgets');

    create index assistant_conversations_visitors on assistant_conversations (tenant_id, last_message_at desc, id desc)
      where actor_type = 'person';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
