import type { Knex } from 'knex';

/*
 * Somebody asked for a link to a new password. The link is signed and stored nowhere; the row says that it is still
 * good. There is a row for an unknown address too, of nobody and of a made-up organization, so that both take the same
 * statements and the same time.
 *
 * The worker mails the link under the role of a request, which cannot read this schema. Two functions answer for one row
 * of the organization of the transaction.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table auth.password_reset (
      "id" uuid not null primary key,
      "tenantId" uuid not null,
      "userId" uuid references auth."user" ("id") on delete cascade,
      "createdAt" timestamptz not null default now(),
      "expiresAt" timestamptz not null,
      "usedAt" timestamptz
    );
    comment on table auth.password_reset is '[identity] a link to a new password that was asked for';
    create index "password_reset_userId_idx" on auth.password_reset ("userId");
    create index "password_reset_expiresAt_idx" on auth.password_reset ("expiresAt");
    grant select, insert, update, delete on auth.password_reset to assent_auth;

    create function named.password_reset(which uuid)
    returns table (user_id uuid, name text, email text, created_at timestamptz, expires_at timestamptz, used_at timestamptz, open boolean)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select u.id, u.name, u.email, r."createdAt", r."expiresAt", r."usedAt",
        r."usedAt" is null and r."expiresAt" > now()
      from auth.password_reset r join auth."user" u on u.id = r."userId"
      where r.id = which and r."tenantId" = named.tenant()
    $$;

    create function named.end_password_reset(which uuid) returns void
    language sql security definer set search_path = pg_catalog, pg_temp as $$
      delete from auth.password_reset where id = which and "tenantId" = named.tenant()
    $$;

    revoke all on function named.password_reset(uuid), named.end_password_reset(uuid) from public;
    grant execute on function named.password_reset(uuid), named.end_password_reset(uuid) to assent_app;
  `);
}

/** Forward only: see docs/decisions/004-forward-only-migrations.md. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
