import type { Knex } from 'knex';

/*
 * Twilio often does not know what a text costs when it reports that it has arrived: the price is asked for afterwards,
 * a few times, until it is known.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table bills_due (
      tenant_id uuid not null references tenants,
      -- A message or the verification whose code it was.
      kind text not null check (kind in ('message', 'verification')),
      id uuid not null,
      provider_message_id text not null,
      due_at timestamptz not null,
      asked int not null default 0,
      primary key (tenant_id, kind, id)
    );
    comment on table bills_due is '[messaging] texts whose price the provider did not know yet';
    create index bills_due_at on bills_due (due_at);
    select app_private.tenant_table('bills_due');
    grant select (tenant_id, due_at) on bills_due to assent_jobs;
    create policy jobs on bills_due for select to assent_jobs using (true);
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
