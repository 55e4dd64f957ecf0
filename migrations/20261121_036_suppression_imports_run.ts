import type { Knex } from 'knex';

/*
 * A file of blocked addresses is carried through by a process: its row says how far it has come. The counts and
 * `rows_read` move on in the transaction that blocks a chunk, so that a crash neither loses nor repeats a row.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table suppression_imports
      add column status text check (status in ('running', 'completed', 'failed', 'canceled')),
      -- Of addresses whose row names none; null: by their shape.
      add column channel text check (channel in ('sms', 'email')),
      -- Where the sealed file is while it is read; null where it was taken at once.
      add column file_key text,
      add column encoding text not null default 'utf-8',
      add column delimiter text not null default ',',
      add column rows_read int not null default 0,
      add column failure text,
      add column workflow_id text;

    -- What was taken before was taken inside a request: one that did not end was cut off.
    alter table suppression_imports no force row level security;
    update suppression_imports set rows_read = total,
      status = case when finished_at is null then 'failed' else 'completed' end,
      failure = case when finished_at is null then 'The import was cut off; upload the file again' end,
      finished_at = coalesce(finished_at, created_at);
    alter table suppression_imports force row level security;

    alter table suppression_imports
      alter column status set not null,
      add check ((status = 'running') = (finished_at is null));
    comment on table suppression_imports is '[consent] a file of blocked addresses and how far it has come';
    create index suppression_imports_newest on suppression_imports (tenant_id, created_at desc, id desc);
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
