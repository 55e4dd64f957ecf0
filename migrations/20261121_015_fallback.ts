import type { Knex } from 'knex';

/*
 * A message that fails for good and has another way is looked at again, whoever recorded the failure: a claim,
 * a hand-over, a delivery report, a bounce. Only single messages have one, so campaign rows pay one comparison.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function app_private.message_falls_back() returns trigger language plpgsql as $$
    begin
      insert into outbox (tenant_id, message_id)
      select f.tenant_id, f.message_id from message_fallbacks f
      where f.tenant_id = new.tenant_id and f.message_id = new.id and f.used_at is null
      on conflict (tenant_id, message_id) do update set due_at = now();
      if found then
        perform pg_notify('outbox', '');
      end if;
      return null;
    end $$;
    create trigger message_falls_back after update of status on messages for each row
      when (new.campaign_id is null and new.status is distinct from old.status
        and new.status in ('refused', 'failed', 'bounced', 'canceled'))
      execute function app_private.message_falls_back();
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
