import type { Knex } from 'knex';

/*
 * Lists of contacts by a language, or by an address that they lack: a rare one was looked for among all contacts of the
 * organization. Contacts with both addresses stand in none of the two small indexes. For those who have an address there
 * are the indexes of addresses.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index contacts_locale on contacts (tenant_id, lower(locale), created_at desc, id desc)
      where locale is not null;
    create index contacts_without_email on contacts (tenant_id, created_at desc, id desc)
      where email_bidx is null;
    create index contacts_without_phone on contacts (tenant_id, created_at desc, id desc)
      where phone_bidx is null;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
