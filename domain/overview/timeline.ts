import { notFound } from '#lib/errors.ts';
import { own } from '#lib/own.ts';
import { Contact } from '#models/contact.ts';
import type { Context, Services } from '../context.ts';
import type { Permission } from '../permissions.ts';
import { reasonFor } from '../messaging/rules.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { personOf, theirs, theirsOf } from '../contacts/person.ts';

export type TimelineItem = {
  id: string;
  at: Date;
  type: string;
  summary: string;
  entity: { type: string; id: string };
};
type Row = {
  id: string;
  at: Date;
  type: string;
  entity_type: string;
  entity_id: string;
  extra: string | null;
  /** Why a message has its state, unmasked. */
  reason: string | null;
};

const WORDS: Record<string, string> = {
  'contact.created': 'Contact added',
  'contact.updated': 'Contact changed',
  'contact.revealed': 'Personal data looked at',
  'consent.request': 'Asked for consent',
  'consent.grant': 'Consent given',
  'consent.withdraw': 'Consent withdrawn',
  'consent.lapse': 'Request for consent lapsed',
  'consent.expire': 'Consent expired',
  'consent.import': 'Consent imported',
  'verification.started': 'Verification started',
  'inbound.stop': 'Wrote STOP',
  'inbound.perhaps_stop': 'Wrote what may be a withdrawal',
  'inbound.help': 'Wrote HELP',
  'inbound.start': 'Wrote START',
  'inbound.yes': 'Wrote YES',
  'inbound.none': 'Wrote to us',
};

/** Returns SQL for the channel of a row in words. */
const channelOf = (alias: string): string =>
  `case ${alias}.channel when 'sms' then 'text' when 'email' then 'e-mail' else ${alias}.channel end`;

/** Parts of a timeline, with the permission each needs: a caller who may not read messages sees none here either. */
const PARTS: readonly { needs: Permission; sql: string }[] = [
  {
    needs: 'contacts:read',
    sql: `select id, occurred_at as at, action as type, entity_type, entity_id, null::text as extra,
            null::text as reason
          from audit_log where entity_type = 'contact' and entity_id = :id`,
  },
  {
    needs: 'consents:read',
    sql: `select e.id, e.recorded_at, 'consent.' || e.action, 'consent', e.consent_id::text,
            p.name || ' by ' || ${channelOf('c')}, null
          from consents c join consent_events e on e.tenant_id = c.tenant_id and e.consent_id = c.id
          join purposes p on p.tenant_id = c.tenant_id and p.id = c.purpose_id
          where ${theirs('c')}`,
  },
  {
    needs: 'verifications:read',
    sql: `select id, created_at, 'verification.started', 'verification', id::text,
            ${channelOf('v')} || ', now ' || status, null
          from verifications v where ${theirs('v')}`,
  },
  {
    needs: 'consents:read',
    sql: `select coalesce(r.id, i.id), i.received_at, 'inbound.' || i.wish,
            case when r.id is null then 'inbound_message' else 'review' end, coalesce(r.id, i.id)::text, ${channelOf('i')},
            null
          from inbound_messages i
          left join consent_reviews r on r.tenant_id = i.tenant_id and r.inbound_message_id = i.id
          where ${theirs('i')}`,
  },
  {
    needs: 'messages:read',
    sql: `select id, updated_at, 'message.' || status, 'message', id::text, ${channelOf('m')}, reason
          from messages m where ${theirs('m')}`,
  },
];

/**
 * Returns everything that happened with this person, newest first, as far as the caller may read it; includes earlier
 * addresses and the time before the contact existed.
 * @throws AppError not_found
 */
export async function contactTimeline(
  services: Services,
  ctx: Context,
  contactId: string,
  request: PageRequest,
): Promise<Page<TimelineItem>> {
  const parts = PARTS.filter(({ needs }) => ctx.permissions.has(needs));
  const found = await services.db.withTenant(ctx, async (trx) => {
    if (!(await Contact.query(trx).findOne({ id: contactId }))) throw notFound('Contact');
    const person = await personOf(trx, contactId);
    const everything = trx.raw(
      `(${parts.map(({ sql }) => sql).join('\n union all ')}) as timeline`,
      { id: contactId, ...theirsOf(person) },
    );
    return page<Row>(trx.select('timeline.*').from(everything), request, 'at', 'timeline');
  });
  return {
    ...found,
    data: found.data.map((row) => ({
      id: row.id,
      at: row.at,
      type: row.type,
      summary: summaryOf(ctx, row),
      entity: { type: row.entity_type, id: row.entity_id },
    })),
  };
}

/** Returns what a row says in words, with the reason as far as the caller may know it. */
function summaryOf(ctx: Context, { type, extra, reason }: Row): string {
  const known = reasonFor(ctx, reason)?.replaceAll('_', ' ');
  const more = [extra, known].filter(Boolean).join(', ');
  return [own(WORDS, type) ?? inWords(type), more].filter(Boolean).join(': ');
}

/** `message.awaiting_consent` → `Message awaiting consent` */
function inWords(type: string): string {
  const words = type.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
