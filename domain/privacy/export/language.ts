import type { Trx } from '#lib/db.ts';
import { bidxs, type Subject } from '../subject.ts';

/**
 * Returns the language for a person: the recorded one, else that of the wording they last saw, else the
 * organisation's.
 */
export async function languageOf(trx: Trx, subject: Subject): Promise<string> {
  const { rows } = await trx.raw<{ rows: { language: string }[] }>(
    `select coalesce(
       (select k.locale from contacts k where k.id = :contact),
       (select w.language from consents c
        join consent_events e on e.tenant_id = c.tenant_id and e.consent_id = c.id
        join wordings w on w.tenant_id = e.tenant_id and w.id = e.wording_id and w.language <> 'und'
        where c.address_bidx = any(:addresses::bytea[]) order by e.seq desc limit 1),
       t.locale) as language
     from tenants t`,
    { contact: subject.contactId, addresses: bidxs(subject) },
  );
  return rows[0]?.language ?? 'en';
}
