import type { Knex } from 'knex';

/*
 * A campaign's decisions made again as of their time. A replay goes through the ledger in the order of its
 * ordinals, a chunk a transaction, and keeps what it found with how far it is, so that a crash repeats nothing.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table campaign_replays (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      campaign_id uuid not null,
      status text not null default 'running' check (status in ('running', 'completed')),
      -- What was known at this moment is what "known now" means, however long it takes.
      known_at timestamptz not null default clock_timestamp(),
      -- The last ordinal that was looked at.
      reached int not null default 0,
      audience int not null default 0,
      same int not null default 0,
      not_as_decided int not null default 0,
      known_since int not null default 0,
      not_by_consent int not null default 0,
      undecided int not null default 0,
      erased int not null default 0,
      -- How many the audit log says were written down when the audience was fixed.
      written_down int,
      workflow_id text not null,
      requested_by_type text not null,
      requested_by text,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, campaign_id) references campaigns on delete cascade
    );
    comment on table campaign_replays is '[campaigns] one time that all decisions of a campaign were made again';
    create index campaign_replays_campaign on campaign_replays (tenant_id, campaign_id, created_at desc, id desc);
    select app_private.tenant_table('campaign_replays');

    create table campaign_replay_differences (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      replay_id uuid not null,
      message_id uuid not null,
      kind text not null check (kind in ('not_as_decided', 'known_since')),
      decided_at timestamptz not null,
      -- Reasons of the gate; 'granted' where the message may go.
      decided text not null,
      known_then text not null,
      known_now text not null,
      -- The events that make the two answers.
      then_event_id uuid,
      now_event_id uuid,
      primary key (tenant_id, id),
      unique (tenant_id, replay_id, message_id),
      foreign key (tenant_id, replay_id) references campaign_replays on delete cascade
    );
    comment on table campaign_replay_differences is
      '[campaigns] a decision that came out differently when it was made again';
    select app_private.tenant_table('campaign_replay_differences');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
