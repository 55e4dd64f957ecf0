import type { Knex } from 'knex';

/*
 * The audit log names who acted and what a row is about (domain/audit-log/names.ts).
 * 1. An import keeps the name of its file.
 * 2. Names of colleagues and API keys live in the schema of the identity library, which a request's role cannot read.
 *    Three functions answer names only, for ids of the tenant of the transaction. Somebody who has left is named as
 *    long as the log says that they were a colleague.
 * 3. The label of a key stays in the rows that made and deleted it: a deleted key has no other place.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table imports add file_name text check (length(file_name) <= 200);
    alter table suppression_imports add file_name text check (length(file_name) <= 200);
    comment on column imports.file_name is 'as the uploader''s program called it';
    comment on column suppression_imports.file_name is 'as the uploader''s program called it';

    create schema named;
    grant usage on schema named to assent_app;
    create function named.tenant() returns uuid language sql stable set search_path = pg_catalog, pg_temp as $$
      select nullif(current_setting('app.tenant_id', true), '')::uuid
    $$;

    create function named.colleagues(ids text[]) returns table (id text, name text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select u.id::text, u.name from auth."user" u
      where u.id::text = any(ids) and (
        exists (select from auth.member m
          where m."userId" = u.id and m."organizationId" = named.tenant())
        or exists (select from public.audit_log a
          where a.tenant_id = named.tenant() and a.entity_type = 'user' and a.entity_id = u.id::text
            and a.action = 'member.added'))
    $$;

    create function named.api_keys(ids text[]) returns table (id text, name text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select k.id::text, k.name from auth.apikey k
      where k.id::text = any(ids) and k."referenceId" = named.tenant()::text
    $$;

    create function named.invitations(ids text[]) returns table (id text, name text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select i.id::text, i.email from auth.invitation i
      where i.id::text = any(ids) and i."organizationId" = named.tenant()
    $$;

    revoke all on function named.colleagues(text[]), named.api_keys(text[]),
      named.invitations(text[]) from public;
    grant execute on function named.colleagues(text[]), named.api_keys(text[]),
      named.invitations(text[]) to assent_app;

    create or replace function auth.note_api_key() returns trigger language plpgsql
      set search_path = pg_catalog, auth as $$
    begin
      if tg_op = 'INSERT' then
        perform auth.note(new."referenceId", 'api_key.created', 'api_key', new.id::text,
          jsonb_build_object('name', new.name, 'scopes', auth.scopes(new.permissions), 'member', new."memberUserId",
            'expires_at', new."expiresAt"));
      elsif tg_op = 'DELETE' then
        perform auth.note(old."referenceId", 'api_key.deleted', 'api_key', old.id::text,
          jsonb_build_object('name', old.name));
      else
        perform auth.note(new."referenceId", 'api_key.updated', 'api_key', new.id::text,
          jsonb_build_object('scopes', auth.scopes(new.permissions), 'fields', to_jsonb(array_remove(array[
            case when old.name is distinct from new.name then 'name' end,
            case when old.key is distinct from new.key then 'key' end,
            case when old.enabled is distinct from new.enabled then 'enabled' end,
            case when old."expiresAt" is distinct from new."expiresAt" then 'expires_at' end,
            case when old."memberUserId" is distinct from new."memberUserId" then 'member' end,
            case when old.permissions is distinct from new.permissions then 'scopes' end], null))));
      end if;
      return null;
    end $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
