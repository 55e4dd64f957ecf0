import type { Knex } from 'knex';

/*
 * Second factors, as the identity library's plugin keeps them: the secret of an authenticator app is encrypted, and of
 * backup codes there are only keyed hashes. `verified` is false until the first code was entered.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table auth."user" add "twoFactorEnabled" boolean default false;
    create table auth."twoFactor" (
      "id" uuid default uuidv7() not null primary key,
      "secret" text not null,
      "backupCodes" text not null,
      "userId" uuid not null references auth."user" ("id") on delete cascade,
      "verified" boolean default true,
      "failedVerificationCount" integer default 0,
      "lockedUntil" timestamptz
    );
    comment on table auth."twoFactor" is
      '[identity] the authenticator app of a user: its secret, encrypted, and hashes of the backup codes';
    -- Unique, unlike the library's: two set-ups at once leave one factor.
    create unique index "twoFactor_userId_idx" on auth."twoFactor" ("userId");
    create index "twoFactor_secret_idx" on auth."twoFactor" ("secret");
    grant select, insert, update, delete on auth."twoFactor" to assent_auth;

    -- In every organisation the user belongs to.
    create function auth.note_factor() returns trigger language plpgsql set search_path = pg_catalog, auth as $$
    declare
      what text := case
        when tg_op = 'DELETE' then case when old.verified then 'user.second_factor_removed' end
        when new.verified and not coalesce(old.verified, false) then 'user.second_factor_added'
        when not coalesce(new.verified, false) then null
        when jsonb_array_length(new."backupCodes"::jsonb) < jsonb_array_length(old."backupCodes"::jsonb)
          then 'user.backup_code_used'
        else 'user.backup_codes_made' end;
      who uuid := case when tg_op = 'DELETE' then old."userId" else new."userId" end;
    begin
      if what is not null then
        perform auth.note(m."organizationId"::text, what, 'user', who::text, '{}')
          from auth.member m where m."userId" = who;
      end if;
      return null;
    end $$;
    create trigger audited after delete on auth."twoFactor"
      for each row execute function auth.note_factor();
    create trigger audited_change after update on auth."twoFactor" for each row
      when ((old.verified, old."backupCodes") is distinct from (new.verified, new."backupCodes"))
      execute function auth.note_factor();
  `);
}

/** Forward only: see docs/decisions/004-forward-only-migrations.md. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
