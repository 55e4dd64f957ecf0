import type { Knex } from 'knex';

/*
 * A form says what it asks for. Until now none named meant every marketing purpose, so that a form on which every
 * purpose was answered "No" asked for all of them. Forms keep what they did.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table forms add asks text not null default 'every_marketing' check (asks in ('named', 'every_marketing'));
    update forms f set asks = 'named' where exists (
      select from form_purposes p where p.tenant_id = f.tenant_id and p.form_id = f.id);
    comment on column forms.asks is 'named: for the rows of form_purposes; every_marketing: also for later ones';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
