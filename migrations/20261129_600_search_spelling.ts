import type { Knex } from 'knex';

/*
 * Names are searched by folded letters now (Łucja as lucja): their tokens are keyed, so they are made anew in process,
 * by the hourly sweep (domain/contacts/reindex-names.ts). It finds the rows, and which tenants have any, by the index.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table contacts add column search_version smallint not null default 1;
    create index contacts_to_index on contacts (tenant_id, id) where search_version < 2;
    grant select (tenant_id) on contacts to assent_jobs;
    create policy to_index on contacts for select to assent_jobs using (search_version < 2);
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
