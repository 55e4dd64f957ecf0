import type { Knex } from 'knex';

/*
 * A purpose has its name and description in several languages. They are part of a version, as the language of the
 * first is: which words a page in some language shows follows from the version alone, so that an event names them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table purposes
      -- Of name and description, which stand in where a language has none of its own.
      add language text not null default 'en',
      -- {"ar": {"name": "…", "description": "…"}}
      add translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object');
    alter table purpose_versions
      add language text not null default 'en',
      add translations jsonb not null default '{}';

    -- What there is was written in the organisation's language, for all we know. Row security would hide every
    -- row from an owner who is no superuser.
    alter table tenants no force row level security;
    alter table purposes no force row level security;
    alter table purpose_versions no force row level security;
    update purposes p set language = t.locale from tenants t where t.tenant_id = p.tenant_id;
    update purpose_versions v set language = t.locale from tenants t where t.tenant_id = v.tenant_id;
    alter table tenants force row level security;
    alter table purposes force row level security;
    alter table purpose_versions force row level security;
    alter table purposes alter language drop default;
    alter table purpose_versions alter language drop default;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
