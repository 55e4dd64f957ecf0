import type { Trx } from '#lib/db.ts';
import { owned, owner, type Subject } from '../subject.ts';
import type { Summary } from './row.ts';
import { STAYS } from './stays.ts';

/** Counts what an erasure would delete, without changes. Rows in files, and questions to the assistant in which nobody was recognized, are only found when they are read. */
export async function summarise(trx: Trx, subject: Subject, holds: number): Promise<Summary> {
  const { rows } = await trx.raw<{ rows: Record<string, number>[] }>(
    `select
       (select count(*)::int from contacts c where c.id = :contact::uuid) as contacts,
       (select count(*)::int from messages m where ${owned('m')}) as messages,
       (select count(*)::int from messages m where ${owned('m')}
          and m.status in ('queued', 'awaiting_consent')) as sends_canceled,
       (select count(*)::int from messages m where ${owned('m')} and m.channel = 'sms'
          and m.provider_message_id is not null) as provider_copies,
       (select count(*)::int from inbound_messages i where ${owned('i')}) as inbound_messages,
       (select count(*)::int from consent_reviews r where ${owned('r')}) as reviews,
       (select count(*)::int from verifications v where ${owned('v')}) as verifications,
       (select count(*)::int from consents c where c.address_bidx = any(:bidxs::bytea[])) as consents,
       (select count(*)::int from consents c where c.address_bidx = any(:bidxs::bytea[])
          and c.state <> 'withdrawn') as consents_withdrawn,
       (select count(*)::int from suppressions s where s.address_bidx = any(:bidxs::bytea[])) as suppressions,
       (select count(*)::int from mail_reports r where r.address_bidx = any(:bidxs::bytea[])) as mail_reports,
       (select count(*)::int from assistant_mentions n where n.contact_id = :contact::uuid) as assistant_messages,
       (select count(*)::int from privacy_exports x where x.contact_id = :contact::uuid
          and x.status = 'ready') as exports`,
    owner(subject),
  );
  return { goes: rows[0] ?? {}, stays: [...STAYS], holds };
}
