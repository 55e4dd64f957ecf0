import type { Knex } from 'knex';

/*
 * Which tenants know a phone number: a text that comes in is asked of those, not of every tenant in turn. An
 * entry stands as long as a contact, a consent or a verification of its tenant has the number; triggers see to
 * it, so that no road is forgotten: a number that nobody heard a STOP for would be worse than a slow answer. They
 * know the tenant's own keyed hash of it; the one that is the same for all tenants is filled in by who has the
 * number in clear (domain/contacts/known-numbers.ts), and while it is missing the tenant is asked.
 */
/**
 * Whoever adds a number holds its entry until their transaction ends, also one that is there. Whoever takes one away
 * waits for them (`for update`), and looks for the number by a statement of its own afterwards: it sees what they added.
 */
const HELD =
  'on conflict (tenant_id, address_bidx) do update set number_hash = known_numbers.number_hash';

/** That nothing has the number of an entry any more. */
const UNKNOWN = `
  not exists (select from contacts c where c.tenant_id = k.tenant_id and c.phone_bidx = k.address_bidx)
  and not exists (select from consents c
    where c.tenant_id = k.tenant_id and c.address_bidx = k.address_bidx and c.channel = 'sms')
  and not exists (select from verifications v
    where v.tenant_id = k.tenant_id and v.address_bidx = k.address_bidx and v.channel = 'sms')`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table known_numbers (
      tenant_id uuid not null references tenants,
      address_bidx bytea not null,
      -- Under the installation's key. Null: not computed yet. Empty: it cannot be, the number is gone.
      number_hash bytea,
      primary key (tenant_id, address_bidx)
    );
    comment on table known_numbers is
      '[contacts] that a tenant knows a phone number, under two keyed hashes: its own, and one all tenants share';
    create index known_numbers_hash on known_numbers (number_hash, tenant_id);

    alter table contacts no force row level security;
    alter table consents no force row level security;
    alter table verifications no force row level security;
    insert into known_numbers (tenant_id, address_bidx)
      select tenant_id, phone_bidx from contacts where phone_bidx is not null
      union select tenant_id, address_bidx from consents where channel = 'sms' and address_enc is not null
      union select tenant_id, address_bidx from verifications where channel = 'sms';
    alter table contacts force row level security;
    alter table consents force row level security;
    alter table verifications force row level security;

    select app_private.tenant_table('known_numbers');
    -- Sweeps see only who knows the number they ask about, which takes the installation's key, and whose
    -- entries wait for their hash; never a hash.
    grant select (tenant_id) on known_numbers to assent_jobs;
    create policy asked on known_numbers for select to assent_jobs using (
      number_hash = (select decode(nullif(current_setting('app.number_hash', true), ''), 'hex'))
      or number_hash is null);

    create function app_private.numbers_added() returns trigger language plpgsql as $$
    begin
      -- In one order, so that two who add the same numbers do not wait for each other.
      case tg_table_name
        when 'contacts' then
          insert into known_numbers (tenant_id, address_bidx)
            select distinct tenant_id, phone_bidx from added where phone_bidx is not null
            order by 1, 2 ${HELD};
        when 'consents' then
          insert into known_numbers (tenant_id, address_bidx)
            select distinct tenant_id, address_bidx from added
            where channel = 'sms' and address_enc is not null
            order by 1, 2 ${HELD};
        else
          insert into known_numbers (tenant_id, address_bidx)
            select distinct tenant_id, address_bidx from added where channel = 'sms'
            order by 1, 2 ${HELD};
      end case;
      return null;
    end $$;

    create function app_private.numbers_removed() returns trigger language plpgsql as $$
    begin
      if tg_table_name = 'contacts' then
        perform from known_numbers where (tenant_id, address_bidx) in (
          select tenant_id, phone_bidx from removed) order by tenant_id, address_bidx for update;
        delete from known_numbers k using removed r
        where k.tenant_id = r.tenant_id and k.address_bidx = r.phone_bidx and ${UNKNOWN};
      else
        perform from known_numbers where (tenant_id, address_bidx) in (
          select tenant_id, address_bidx from removed where channel = 'sms')
          order by tenant_id, address_bidx for update;
        delete from known_numbers k using removed r
        where k.tenant_id = r.tenant_id and k.address_bidx = r.address_bidx and r.channel = 'sms'
          and ${UNKNOWN};
      end if;
      return null;
    end $$;

    -- For each row, and only where the number changes: consents change all the time, their addresses hardly ever.
    create function app_private.number_changed() returns trigger language plpgsql as $$
    begin
      if tg_table_name = 'contacts' then
        if new.phone_bidx is not null then
          insert into known_numbers (tenant_id, address_bidx) values (new.tenant_id, new.phone_bidx)
            ${HELD};
        end if;
        perform from known_numbers
          where tenant_id = old.tenant_id and address_bidx = old.phone_bidx for update;
        delete from known_numbers k
        where k.tenant_id = old.tenant_id and k.address_bidx = old.phone_bidx and ${UNKNOWN};
        return null;
      end if;
      -- What an erasure leaves in place of an address is nobody's number; codes never get another one.
      if tg_table_name = 'consents' then
        if new.address_enc is not null then
          insert into known_numbers (tenant_id, address_bidx) values (new.tenant_id, new.address_bidx)
            ${HELD};
        end if;
      end if;
      perform from known_numbers
        where tenant_id = old.tenant_id and address_bidx = old.address_bidx for update;
      delete from known_numbers k
      where k.tenant_id = old.tenant_id and k.address_bidx = old.address_bidx and ${UNKNOWN};
      return null;
    end $$;

    create trigger number_changed after update of phone_bidx on contacts for each row
      when (old.phone_bidx is distinct from new.phone_bidx)
      execute function app_private.number_changed();
    create trigger number_changed after update of address_bidx, address_enc on consents for each row
      when (new.channel = 'sms' and (old.address_bidx is distinct from new.address_bidx
        or old.address_enc is null and new.address_enc is not null))
      execute function app_private.number_changed();
    create trigger number_changed after update of address_bidx on verifications for each row
      when (new.channel = 'sms' and old.address_bidx is distinct from new.address_bidx)
      execute function app_private.number_changed();
  `);
  for (const table of ['contacts', 'consents', 'verifications']) {
    await knex.raw(`
      create trigger numbers_added after insert on ${table} referencing new table as added
        for each statement execute function app_private.numbers_added();
      create trigger numbers_removed after delete on ${table} referencing old table as removed
        for each statement execute function app_private.numbers_removed();
    `);
  }
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
