import type { Knex } from 'knex';

/*
 * 1. What the identity library changes (members, roles, invitations, API keys, passwords) is audited by
 *    triggers, in its own statement: the library knows nothing of our transactions. They run as assent_auth,
 *    which may add such rows to the audit log and read none. Who acts is told to the connection by
 *    api/identity/store.ts; whoever changes a row by hand is written down as `system` with the login's name.
 *    auth.organization is a mirror of `tenants`, whose changes are audited there: only its end is new here.
 * 2. Indexes for the audit's search. Newest first is by id (UUIDv7 begins with its time), which the primary
 *    key has already.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    grant insert on audit_log to assent_auth;
    create policy identity on audit_log for insert to assent_auth
      with check (entity_type in ('user', 'invitation', 'api_key', 'organization'));

    create function auth.note(tenant text, what text, kind text, which text, detail jsonb)
    returns void language sql set search_path = pg_catalog, public as $$
      insert into audit_log (tenant_id, actor_type, actor_id, action, entity_type, entity_id, detail, request_id)
      select tenant::uuid, coalesce(told.actor_type, 'system'), told.actor_id, what, kind, which,
        detail || case when told.actor_type is null and told.request is null
          then jsonb_build_object('login', session_user) else '{}' end,
        told.request
      from (select nullif(current_setting('app.actor_type', true), '') as actor_type,
        nullif(current_setting('app.actor_id', true), '') as actor_id,
        nullif(current_setting('app.request_id', true), '') as request) as told
    $$;

    create function auth.note_member() returns trigger language plpgsql set search_path = pg_catalog, auth as $$
    begin
      if tg_op = 'INSERT' then
        perform auth.note(new."organizationId"::text, 'member.added', 'user', new."userId"::text,
          jsonb_build_object('role', new.role));
      elsif tg_op = 'DELETE' then
        perform auth.note(old."organizationId"::text, 'member.removed', 'user', old."userId"::text,
          jsonb_build_object('role', old.role));
      else
        perform auth.note(new."organizationId"::text, 'member.role_changed', 'user', new."userId"::text,
          jsonb_build_object('from', old.role, 'to', new.role));
      end if;
      return null;
    end $$;
    create trigger audited after insert or delete on auth.member
      for each row execute function auth.note_member();
    create trigger audited_role after update of role on auth.member
      for each row when (old.role is distinct from new.role) execute function auth.note_member();

    create function auth.note_invitation() returns trigger language plpgsql set search_path = pg_catalog, auth as $$
    begin
      if tg_op = 'DELETE' then
        perform auth.note(old."organizationId"::text, 'invitation.deleted', 'invitation', old.id::text, '{}');
      else
        perform auth.note(new."organizationId"::text,
          'invitation.' || case when tg_op = 'INSERT' then 'created' else new.status end,
          'invitation', new.id::text, jsonb_build_object('role', new.role));
      end if;
      return null;
    end $$;
    create trigger audited after insert or delete on auth.invitation
      for each row execute function auth.note_invitation();
    create trigger audited_status after update of status on auth.invitation
      for each row when (old.status is distinct from new.status) execute function auth.note_invitation();

    -- '{"contacts": ["read"]}' as the library keeps it, as the scopes we show: ["contacts:read"].
    create function auth.scopes(permissions text) returns jsonb language sql immutable
      set search_path = pg_catalog as $$
      select coalesce(jsonb_agg(area.key || ':' || verb order by area.key, verb), '[]')
      from jsonb_each(coalesce(permissions, '{}')::jsonb) as area, jsonb_array_elements_text(area.value) as verb
    $$;
    create function auth.note_api_key() returns trigger language plpgsql set search_path = pg_catalog, auth as $$
    begin
      if tg_op = 'INSERT' then
        perform auth.note(new."referenceId", 'api_key.created', 'api_key', new.id::text,
          jsonb_build_object('scopes', auth.scopes(new.permissions)));
      elsif tg_op = 'DELETE' then
        perform auth.note(old."referenceId", 'api_key.deleted', 'api_key', old.id::text, '{}');
      else
        perform auth.note(new."referenceId", 'api_key.updated', 'api_key', new.id::text,
          jsonb_build_object('scopes', auth.scopes(new.permissions), 'fields', to_jsonb(array_remove(array[
            case when old.name is distinct from new.name then 'name' end,
            case when old.key is distinct from new.key then 'key' end,
            case when old.enabled is distinct from new.enabled then 'enabled' end,
            case when old."expiresAt" is distinct from new."expiresAt" then 'expires_at' end,
            case when old.permissions is distinct from new.permissions then 'scopes' end], null))));
      end if;
      return null;
    end $$;
    create trigger audited after insert or delete on auth.apikey
      for each row execute function auth.note_api_key();
    -- Not its counters and times of use.
    create trigger audited_change after update on auth.apikey for each row
      when ((old.name, old.key, old.enabled, old."expiresAt", old.permissions)
        is distinct from (new.name, new.key, new.enabled, new."expiresAt", new.permissions))
      execute function auth.note_api_key();

    -- In every organisation the user belongs to. Names of fields, never values.
    create function auth.note_user() returns trigger language plpgsql set search_path = pg_catalog, auth as $$
    begin
      perform auth.note(m."organizationId"::text, 'user.updated', 'user', new.id::text,
          jsonb_build_object('fields', to_jsonb(array_remove(array[
            case when old.name is distinct from new.name then 'name' end,
            case when old.email is distinct from new.email then 'email' end,
            case when old."emailVerified" is distinct from new."emailVerified" then 'email_verified' end],
            null)))) from auth.member m where m."userId" = new.id;
      return null;
    end $$;
    create trigger audited after update on auth."user" for each row
      when ((old.name, old.email, old."emailVerified") is distinct from (new.name, new.email, new."emailVerified"))
      execute function auth.note_user();

    create function auth.note_password() returns trigger language plpgsql set search_path = pg_catalog, auth as $$
    begin
      perform auth.note(m."organizationId"::text, 'user.password_changed', 'user', new."userId"::text, '{}')
        from auth.member m where m."userId" = new."userId";
      return null;
    end $$;
    create trigger audited after update of password on auth.account for each row
      when (old.password is distinct from new.password) execute function auth.note_password();

    create function auth.note_organization() returns trigger language plpgsql set search_path = pg_catalog, auth as $$
    begin
      perform auth.note(old.id::text, 'organization.deleted', 'organization', old.id::text, '{}');
      return null;
    end $$;
    create trigger audited after delete on auth.organization
      for each row execute function auth.note_organization();

    create index audit_log_actor on audit_log (tenant_id, actor_id, id desc) where actor_id is not null;
    create index audit_log_action on audit_log (tenant_id, action collate "C", id desc);
    create index audit_log_request on audit_log (tenant_id, request_id) where request_id is not null;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
