import type { Knex } from 'knex';

/*
 * A draft's version also stands for its text: whoever approves the version that they reviewed (If-Match) approves the
 * text they read. A trigger, so that no way to change a template is left out.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function app_private.text_of_drafts_changed() returns trigger language plpgsql as $$
    begin
      update campaigns set version = version + 1
      where tenant_id = new.tenant_id and template_id = new.id and status = 'draft';
      return null;
    end $$;
    create trigger text_of_drafts_changed after update of version on templates
      for each row when (new.version is distinct from old.version)
      execute function app_private.text_of_drafts_changed();
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
