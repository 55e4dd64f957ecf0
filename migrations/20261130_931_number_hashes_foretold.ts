import type { Knex } from 'knex';

/*
 * Whoever adds thousands of numbers tells their hashes beforehand (`foretellNumbers` in
 * domain/addresses/known-numbers.ts): an entry and its indexes are then written once instead of twice. Nothing else
 * changes in what the trigger does.
 */
const HELD = `on conflict (tenant_id, address_bidx) do update set
  number_hash = coalesce(nullif(known_numbers.number_hash, ''), excluded.number_hash, known_numbers.number_hash)`;

const FORETOLD = `(select decode(key, 'hex') as bidx, decode(value, 'hex') as hash
  from jsonb_each_text(coalesce(nullif(current_setting('app.number_hashes', true), ''), '{}')::jsonb)) as foretold`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function app_private.numbers_added() returns trigger language plpgsql as $$
    begin
      -- In one order, so that two who add the same numbers do not wait for each other.
      case tg_table_name
        when 'contacts' then
          insert into known_numbers (tenant_id, address_bidx, number_hash)
            select distinct on (1, 2) tenant_id, phone_bidx, hash
            from added left join ${FORETOLD} on bidx = phone_bidx
            where phone_bidx is not null
            order by 1, 2 ${HELD};
        when 'consents' then
          insert into known_numbers (tenant_id, address_bidx, number_hash)
            select distinct on (1, 2) tenant_id, address_bidx, hash
            from added left join ${FORETOLD} on bidx = address_bidx
            where channel = 'sms' and address_enc is not null
            order by 1, 2 ${HELD};
        else
          insert into known_numbers (tenant_id, address_bidx)
            select distinct tenant_id, address_bidx from added where channel = 'sms'
            order by 1, 2 ${HELD};
      end case;
      return null;
    end $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
