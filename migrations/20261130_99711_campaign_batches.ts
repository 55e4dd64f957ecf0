import type { Knex } from 'knex';

/*
 * A message of a campaign that was simply sent had a row in message_events which said what its own row says. These rows,
 * their two indexes and their foreign key were a third of what recording a campaign cost. handed_over_at keeps the one
 * thing that only the event said; message_history shows both kinds as one; campaign_batches finds by time what was
 * handed over, as the primary key of message_events does for the others.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- When the hand-over of a campaign's message began that ended in 'sent'.
    alter table messages add column handed_over_at timestamptz;
    create view message_history with (security_invoker = true) as
      select tenant_id, id, message_id, type, occurred_at, recorded_at, detail from message_events
      union all
      select tenant_id, id, id, 'sent', handed_over_at, sent_at, null::jsonb from messages
      where handed_over_at is not null;
    grant select on message_history to assent_app;

    create table campaign_batches (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      campaign_id uuid not null,
      from_ordinal int not null,
      to_ordinal int not null,
      handed_over_at timestamptz not null,
      primary key (tenant_id, id),
      foreign key (tenant_id, campaign_id) references campaigns on delete cascade
    );
    select app_private.tenant_table('campaign_batches');
    comment on table campaign_batches is
      '[campaigns] a batch of recipients that was handed over, and when: for the journal beside the seals';

    -- A lane hands over all that it has claimed: there is no part of a claim that was not begun.
    alter table campaign_lanes drop column begun_to;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
