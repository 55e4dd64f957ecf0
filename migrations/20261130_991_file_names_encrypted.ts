import type { Knex } from 'knex';

/* The name of an uploaded file may be somebody's name: it is kept as their values are, encrypted. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table imports drop column file_name, add file_name_enc bytea;
    alter table suppression_imports drop column file_name, add file_name_enc bytea;
    comment on column imports.file_name_enc is 'as the uploader''s program called the file';
    comment on column suppression_imports.file_name_enc is 'as the uploader''s program called the file';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
