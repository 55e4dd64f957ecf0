import type { Knex } from 'knex';

/*
 * Invitations work.
 * 1. `version` counts the links of an invitation: a link names its version, so that the one before stops working.
 * 2. At most one pending invitation of an organization for an address.
 * 3. Its process (workflows/identity/invite-person.ts) is posted by a trigger, in the transaction of the row: the role
 *    that writes the row has no other way into the outbox, and a crash between the two would lose the mail.
 * 4. The worker's role cannot read the schema of the identity library. Its functions reach only invitations of the
 *    transaction's tenant.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table auth.invitation
      add column version int not null default 1,
      -- The version whose link was mailed last, and whether the mail server took it.
      add column "mailedVersion" int not null default 0,
      add column mail text not null default 'waiting' check (mail in ('waiting', 'sent', 'refused')),
      add column "remindedAt" timestamptz,
      -- When it was accepted, canceled or expired.
      add column "endedAt" timestamptz;
    update auth.invitation set "endedAt" = now() where status <> 'pending';
    create unique index invitation_once on auth.invitation ("organizationId", email) where status = 'pending';
    drop index auth."invitation_organizationId_idx";
    create index "invitation_organizationId_idx" on auth.invitation ("organizationId", "createdAt" desc);

    create or replace function auth.note_invitation() returns trigger language plpgsql
      set search_path = pg_catalog, auth as $$
    begin
      if tg_op = 'DELETE' then
        perform auth.note(old."organizationId"::text, 'invitation.deleted', 'invitation', old.id::text, '{}');
      else
        perform auth.note(new."organizationId"::text,
          'invitation.' || case
            when tg_op = 'INSERT' then 'created'
            when old.version is distinct from new.version then 'resent'
            when old.status is distinct from new.status then new.status
            else 'reminded' end,
          'invitation', new.id::text, jsonb_build_object('role', new.role));
      end if;
      return null;
    end $$;
    drop trigger audited_status on auth.invitation;
    create trigger audited_change after update on auth.invitation for each row
      when ((old.status, old.version) is distinct from (new.status, new.version)
        or (new."remindedAt" is not null and old."remindedAt" is distinct from new."remindedAt"))
      execute function auth.note_invitation();

    grant insert on process_outbox to assent_auth;
    create policy identity on process_outbox for insert to assent_auth with check (process = 'invitation');
    create function auth.tell_invitation() returns trigger language plpgsql
      set search_path = pg_catalog, auth as $$
    begin
      insert into public.process_outbox (tenant_id, id, workflow_id, process, signal, detail)
      select new."organizationId", uuidv7(), 'invitation:' || new."organizationId" || ':' || new.id, 'invitation',
        case when tg_op = 'INSERT' then null
          when old.version is distinct from new.version then 'invitationResent'
          else 'invitationDecided' end,
        case when tg_op = 'INSERT' then jsonb_build_object('tenantId', new."organizationId", 'id', new.id)
          when old.version is distinct from new.version then jsonb_build_object('version', new.version)
          else jsonb_build_object('status', new.status) end;
      return null;
    end $$;
    create trigger told after insert on auth.invitation
      for each row execute function auth.tell_invitation();
    -- Not its own end: the process itself ends what nobody has accepted.
    create trigger told_change after update on auth.invitation for each row
      when (old.version is distinct from new.version
        or (old.status is distinct from new.status and new.status <> 'expired'))
      execute function auth.tell_invitation();

    create function named.invitation(which text)
      returns table (email text, role text, status text, version int, mailed_version int, expires_at timestamptz,
        reminded_at timestamptz, ended_at timestamptz, created_at timestamptz, inviter text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select i.email, i.role, i.status, i.version, i."mailedVersion", i."expiresAt", i."remindedAt", i."endedAt",
        i."createdAt", u.name
      from auth.invitation i join auth."user" u on u.id = i."inviterId"
      where i.id::text = which and i."organizationId" = named.tenant()
    $$;
    create function named.all_invitations() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select i.id from auth.invitation i where i."organizationId" = named.tenant()
    $$;
    create function named.invitation_mailed(which text, of_version int, how text) returns void
    language sql security definer set search_path = pg_catalog, pg_temp as $$
      update auth.invitation set "mailedVersion" = of_version, mail = how
      where id::text = which and "organizationId" = named.tenant() and version = of_version
    $$;
    create function named.invitation_reminded(which text, of_version int, at timestamptz) returns void
    language sql security definer set search_path = pg_catalog, pg_temp as $$
      update auth.invitation set "remindedAt" = at
      where id::text = which and "organizationId" = named.tenant() and version = of_version and "remindedAt" is null
    $$;
    create function named.expire_invitation(which text, at timestamptz) returns void
    language sql security definer set search_path = pg_catalog, pg_temp as $$
      update auth.invitation set status = 'expired', "endedAt" = at
      where id::text = which and "organizationId" = named.tenant() and status = 'pending' and "expiresAt" <= at
    $$;
    create function named.forget_invitation(which text, ended_before timestamptz) returns void
    language sql security definer set search_path = pg_catalog, pg_temp as $$
      delete from auth.invitation
      where id::text = which and "organizationId" = named.tenant() and status <> 'pending'
        and coalesce("endedAt", "createdAt") <= ended_before
    $$;
    revoke all on function named.invitation(text), named.all_invitations(), named.invitation_mailed(text, int, text),
      named.invitation_reminded(text, int, timestamptz), named.expire_invitation(text, timestamptz),
      named.forget_invitation(text, timestamptz) from public;
    grant execute on function named.invitation(text), named.all_invitations(),
      named.invitation_mailed(text, int, text), named.invitation_reminded(text, int, timestamptz),
      named.expire_invitation(text, timestamptz), named.forget_invitation(text, timestamptz) to assent_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
