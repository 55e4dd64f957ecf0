import type { Knex } from 'knex';

/*
 * What a durable process is to be told, written in the transaction of the change it is about and deleted once
 * Temporal has acknowledged it. What is still there after half a minute was lost on the way, and is told again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table process_outbox (
      tenant_id uuid not null references tenants,
      id uuid not null,
      workflow_id text not null,
      -- The type of the process; with it a start finds its queue.
      process text not null,
      -- Null: the process is to be started.
      signal text,
      -- What it is started with, or what the signal says: ids and states only.
      detail jsonb not null,
      -- A start also where one with this id has run and ended.
      again boolean not null default false,
      posted_at timestamptz not null default clock_timestamp(),
      primary key (tenant_id, id)
    );
    comment on table process_outbox is
      '[platform] a start or signal that Temporal has not acknowledged yet';
    create index process_outbox_age on process_outbox (posted_at);
    select app_private.tenant_table('process_outbox');
    grant select (tenant_id, posted_at) on process_outbox to assent_jobs;
    create policy jobs on process_outbox for select to assent_jobs using (true);
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
