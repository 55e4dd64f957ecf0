import type { Knex } from 'knex';

/*
 * What somebody may no longer do is taken away again after a restore: members, roles, API keys, sessions
 * (domain/recovery/take-access-away.ts). That runs as the keeper, in one transaction with the recovery's own row, so
 * the keeper may do there what it needs and no more: it reads ids, never a hash, a name or an address. The role of
 * sign-ins stays as it is: it serves requests, and these are no requests.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Recoveries that have ended before this release are not looked at again.
    alter table recoveries add column access_at timestamptz default now();
    alter table recoveries alter column access_at drop default;
    comment on column recoveries.access_at is
      'when what had been taken away from members and API keys was taken away again; nobody is let in before';

    grant usage on schema auth to assent_keeper;
    grant select (id, "organizationId", "userId", role), update (role), delete on auth.member to assent_keeper;
    grant select (id, "referenceId"), delete on auth.apikey to assent_keeper;
    grant select (id, "organizationId"), delete on auth.invitation to assent_keeper;
    grant select (id, "userId"), delete on auth.session to assent_keeper;
  `);
}

/** Forward only: see docs/decisions/004-forward-only-migrations.md. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
