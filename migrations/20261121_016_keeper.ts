import type { Knex } from 'knex';

/*
 * assent_keeper may do what the runtime role may, for one tenant at a time, and besides take away what is
 * otherwise only added to. Retention, erasure and the rotation of keys run under it; no request does. Sealed
 * leaves and seals stay out of its reach: what went can always be seen to have gone.
 */
const MAY_GO = [
  'consent_events',
  'verification_consents',
  'message_events',
  'mail_reports',
  'audit_log',
] as const;

/** Their sealed columns are written anew when a key is replaced, or emptied when a person is erased. */
const MAY_CHANGE = ['consent_events', 'mail_reports'] as const;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    do $$ begin
      if not pg_has_role('assent_keeper', 'assent_app', 'member') then
        grant assent_app to assent_keeper;
      end if;
    end $$;
    grant delete on ${MAY_GO.join(', ')} to assent_keeper;
    grant update on ${MAY_CHANGE.join(', ')} to assent_keeper;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
