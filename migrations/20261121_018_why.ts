import type { Knex } from 'knex';

/*
 * suppression_changes: what blocked an address, as of any moment. The table suppressions holds what blocks it
 * now; a block that was lifted, grew weightier or ran out leaves no trace there, and the audit names it by an
 * id that is gone. Written by triggers, so that no road is forgotten; personal data is none of it but the
 * blind index, which an erasure takes away (assent_keeper may delete).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table suppression_changes (
      tenant_id uuid not null,
      seq bigint generated always as identity,
      channel text not null,
      address_bidx bytea not null,
      -- Null: the block was lifted.
      reason text,
      expires_at timestamptz,
      recorded_at timestamptz not null default clock_timestamp(),
      primary key (tenant_id, seq)
    );
    comment on table suppression_changes is
      '[consent] what blocked an address from a moment on, or that nothing did any more';
    create index suppression_changes_address on suppression_changes (tenant_id, address_bidx, channel, seq desc);
    select app_private.tenant_table('suppression_changes');
    select app_private.append_only('suppression_changes');
    grant delete on suppression_changes to assent_keeper;

    alter table suppressions no force row level security;
    insert into suppression_changes (tenant_id, channel, address_bidx, reason, expires_at, recorded_at)
      select tenant_id, channel, address_bidx, reason, expires_at, created_at from suppressions order by created_at, id;
    alter table suppressions force row level security;

    create function app_private.suppressions_changed() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        insert into suppression_changes (tenant_id, channel, address_bidx)
          select tenant_id, channel, address_bidx from removed;
      else
        insert into suppression_changes (tenant_id, channel, address_bidx, reason, expires_at)
          select tenant_id, channel, address_bidx, reason, expires_at from added;
      end if;
      return null;
    end $$;
    create trigger why_insert after insert on suppressions referencing new table as added
      for each statement execute function app_private.suppressions_changed();
    create trigger why_update after update on suppressions referencing new table as added
      for each statement execute function app_private.suppressions_changed();
    create trigger why_delete after delete on suppressions referencing old table as removed
      for each statement execute function app_private.suppressions_changed();
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
