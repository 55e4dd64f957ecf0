import type { Knex } from 'knex';

/*
 * 1. An API key is a member's or the organisation's (docs/decisions/012-keys-end-with-their-member.md). A member's ends
 *    with the membership, whoever ends it and by whichever road. The keys there are were made before anybody could
 *    choose, and who made them is not in the row: they are the organisation's.
 * 2. We make, look up and delete keys by ourselves now. What only the identity library's plugin used goes.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    update auth.apikey set "name" = coalesce("name", 'API key'), "start" = coalesce("start", 'ask_'),
      "permissions" = coalesce("permissions", '{}'), "enabled" = coalesce("enabled", false)
      where "name" is null or "start" is null or "permissions" is null or "enabled" is null;
    alter table auth.apikey
      add "memberUserId" uuid references auth."user" ("id") on delete cascade,
      drop "configId", drop "prefix", drop "metadata",
      drop "refillInterval", drop "refillAmount", drop "lastRefillAt",
      drop "rateLimitEnabled", drop "rateLimitTimeWindow", drop "rateLimitMax",
      drop "requestCount", drop "remaining", drop "updatedAt",
      alter "name" set not null, alter "start" set not null, alter "permissions" set not null,
      alter "enabled" set default true, alter "enabled" set not null,
      alter "createdAt" set default now();
    comment on column auth.apikey."memberUserId" is 'whose it is; null: the organisation''s';
    create index "apikey_memberUserId_idx" on auth.apikey ("memberUserId") where "memberUserId" is not null;
    grant select ("memberUserId") on auth.apikey to assent_keeper;

    create function auth.end_keys() returns trigger language plpgsql set search_path = pg_catalog, auth as $$
    begin
      delete from auth.apikey k
        where k."memberUserId" = old."userId" and k."referenceId" = old."organizationId"::text;
      return null;
    end $$;
    create trigger ends_keys after delete on auth.member for each row execute function auth.end_keys();

    -- The audit row says whose a new key is.
    create or replace function auth.note_api_key() returns trigger language plpgsql
      set search_path = pg_catalog, auth as $$
    begin
      if tg_op = 'INSERT' then
        perform auth.note(new."referenceId", 'api_key.created', 'api_key', new.id::text,
          jsonb_build_object('scopes', auth.scopes(new.permissions), 'member', new."memberUserId",
            'expires_at', new."expiresAt"));
      elsif tg_op = 'DELETE' then
        perform auth.note(old."referenceId", 'api_key.deleted', 'api_key', old.id::text, '{}');
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
    drop trigger audited_change on auth.apikey;
    create trigger audited_change after update on auth.apikey for each row
      when ((old.name, old.key, old.enabled, old."expiresAt", old.permissions, old."memberUserId")
        is distinct from (new.name, new.key, new.enabled, new."expiresAt", new.permissions, new."memberUserId"))
      execute function auth.note_api_key();
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
