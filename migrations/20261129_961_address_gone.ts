import type { Knex } from 'knex';

const TABLES = ['messages', 'consents', 'verifications', 'privacy_requests'] as const;

/*
 * What took an address out of a row. A missing address alone says nothing: a message to somebody without an address
 * never had one. Rows from before are told where their consent was withdrawn by the erasure itself; else it is left open.
 */
export async function up(knex: Knex): Promise<void> {
  for (const table of TABLES) {
    await knex.raw(
      `alter table ${table} add address_gone text check (address_gone in ('erasure', 'retention'))`,
    );
  }
  await knex.raw(`
    update consents c set address_gone = 'erasure' where c.address_enc is null and c.contact_id is null
      and exists (select from consent_events e where e.tenant_id = c.tenant_id and e.consent_id = c.id
        and e.source = 'erasure');
    update messages m set address_gone = 'erasure' from consent_events e, consents c
      where m.address_bidx is null and m.contact_id is null
        and e.tenant_id = m.tenant_id and e.id = m.consent_event_id
        and c.tenant_id = e.tenant_id and c.id = e.consent_id and c.address_gone = 'erasure';
    update verifications v set address_gone = 'erasure' from verification_consents x, consents c
      where v.address_bidx = sha256(uuid_send(v.id))
        and x.tenant_id = v.tenant_id and x.verification_id = v.id
        and c.tenant_id = x.tenant_id and c.id = x.consent_id and c.address_gone = 'erasure';
    -- A row of a request goes on without an address after it was carried out, or by its end.
    update privacy_requests q set address_gone = 'erasure'
      where q.address_enc is null and q.kind = 'erasure' and q.status = 'done';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
