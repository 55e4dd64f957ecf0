import type { Knex } from 'knex';

/*
 * Legal holds: what is under one is neither erased nor removed by retention until somebody releases it. A hold
 * outlives what it keeps, so its person is no foreign key; their addresses are keyed hashes, gone on release.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table legal_holds (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      scope text not null check (scope in ('tenant', 'contact', 'campaign')),
      contact_id uuid,
      addresses bytea[] not null default '{}',
      campaign_id uuid,
      reason_enc bytea not null,
      created_by_type text not null,
      created_by text,
      created_at timestamptz not null default now(),
      released_at timestamptz,
      released_by_type text,
      released_by text,
      release_reason_enc bytea,
      primary key (tenant_id, id),
      foreign key (tenant_id, campaign_id) references campaigns,
      check ((scope = 'campaign') = (campaign_id is not null)),
      check (scope = 'contact' or contact_id is null and addresses = '{}'),
      check ((released_at is null) = (release_reason_enc is null))
    );
    create index legal_holds_newest on legal_holds (tenant_id, created_at desc, id desc);
    create index legal_holds_in_force on legal_holds (tenant_id) where released_at is null;
    select app_private.tenant_table('legal_holds');
    revoke delete on legal_holds from assent_app;
    comment on table legal_holds is '[retention] what may neither be erased nor removed for now, and why';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
