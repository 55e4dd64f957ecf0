import type { Knex } from 'knex';

/*
 * Messages that name no contact are found by their address: whoever wrote to a stranger, or has removed a contact,
 * still sees what was sent once the address is somebody's (domain/contacts/person.ts). Rows of an audience name
 * their contact, so a campaign pays nothing for it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index messages_of_nobody on messages (tenant_id, address_bidx)
      where contact_id is null and address_bidx is not null
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
