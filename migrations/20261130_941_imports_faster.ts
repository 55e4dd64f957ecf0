import type { Knex } from 'knex';

/*
 * What an import wrote for each of its contacts besides the contact.
 * - The hashes of foretold numbers are two arrays (`foretellNumbers` in domain/addresses/known-numbers.ts): a document
 *   of a thousand keys was sorted and decoded for each chunk. A process of before, which tells a document still, adds
 *   entries without hashes: they get theirs like all that nobody foretold.
 * - Each row locked the tenant's one row, by its foreign key. Nothing is lost without: the policies let in only the
 *   tenant of the transaction, and a tenant is never deleted (nobody has the right to).
 * - Whether an organization has erased anybody is a look at an index.
 */
const HELD = `on conflict (tenant_id, address_bidx) do update set
  number_hash = coalesce(nullif(known_numbers.number_hash, ''), excluded.number_hash, known_numbers.number_hash)`;

const setting = (name: string): string =>
  `coalesce(nullif(current_setting('app.${name}', true), ''), '{}')::bytea[]`;

const FORETOLD = `unnest(${setting('foretold_numbers')}, ${setting('foretold_hashes')}) as foretold (bidx, hash)`;

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

    alter table contacts drop constraint contacts_tenant_id_fkey;
    alter table known_numbers drop constraint known_numbers_tenant_id_fkey;

    create index suppressions_erased on suppressions (tenant_id)
      where reason = 'erasure' and address_enc is null;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
