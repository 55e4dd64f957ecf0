import type { Knex } from 'knex';

/*
 * Members are changed through the API.
 * 1. A membership can be switched off and on again. Without it nobody may do anything in the organization, neither by a
 *    session nor by a key of theirs; whatever asks for rights in the schema of the identity library looks at it.
 * 2. When a member was last seen in this organization. Sessions are of a person, who may be in several.
 * 3. A recovery switches off again what was switched off.
 * 4. `organizationName` is the mark of a sign-up that has not made its organization yet: whoever has none otherwise
 *    was removed, and gets no new one by signing in.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table auth.member
      add "active" boolean not null default true,
      add "lastSeenAt" timestamptz;
    comment on column auth.member."active" is 'false: deactivated; the membership stays, and lets nobody in';
    comment on column auth.member."lastSeenAt" is 'last use of a session in this organization, to the minute';
    grant select ("active"), update ("active") on auth.member to assent_keeper;

    update auth."user" u set "organizationName" = null
      where u."organizationName" is not null and exists (select from auth.member m where m."userId" = u.id);

    create or replace function auth.note_member() returns trigger language plpgsql
      set search_path = pg_catalog, auth as $$
    begin
      if tg_op = 'INSERT' then
        perform auth.note(new."organizationId"::text, 'member.added', 'user', new."userId"::text,
          jsonb_build_object('role', new.role));
      elsif tg_op = 'DELETE' then
        perform auth.note(old."organizationId"::text, 'member.removed', 'user', old."userId"::text,
          jsonb_build_object('role', old.role));
      else
        if old.role is distinct from new.role then
          perform auth.note(new."organizationId"::text, 'member.role_changed', 'user', new."userId"::text,
            jsonb_build_object('from', old.role, 'to', new.role));
        end if;
        if old.active is distinct from new.active then
          perform auth.note(new."organizationId"::text,
            case when new.active then 'member.reactivated' else 'member.deactivated' end, 'user', new."userId"::text,
            jsonb_build_object('from', case when old.active then 'active' else 'deactivated' end,
              'to', case when new.active then 'active' else 'deactivated' end));
        end if;
      end if;
      return null;
    end $$;
    drop trigger audited_role on auth.member;
    create trigger audited_change after update of role, active on auth.member
      for each row when ((old.role, old.active) is distinct from (new.role, new.active))
      execute function auth.note_member();

    create or replace function named.rights(kind text, who text)
      returns table (role text, permissions text, "memberUserId" text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select m.role, null::text, null::text from auth.member m
      where kind = 'user' and m."userId"::text = who and m."organizationId" = named.tenant() and m.active
      union all
      select m.role, k.permissions, k."memberUserId"::text from auth.apikey k
      left join auth.member m on m."userId" = k."memberUserId" and m."organizationId" = named.tenant() and m.active
      where kind = 'api_key' and k.id::text = who and k."referenceId" = named.tenant()::text
        and k.enabled and (k."expiresAt" is null or k."expiresAt" > now())
        and (k."memberUserId" is null or m.id is not null)
    $$;

    create or replace function named.owners() returns table (id text, name text, email text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select u.id::text, u.name, u.email from auth.member m join auth."user" u on u.id = m."userId"
      where m."organizationId" = named.tenant() and m.role = 'owner' and m.active
      order by u.id
    $$;
  `);
}

/** Forward only: see docs/decisions/004-forward-only-migrations.md. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
