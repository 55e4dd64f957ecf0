import { campaignWords } from '../../campaigns/words-of.ts';
import { decryptContent, type Content } from '../../messaging/content.ts';
import { personKeysOf } from '../../encryption/person-keys.ts';
import { owned, owner } from '../subject.ts';
import { PAGE, pageOf, type Section } from './section.ts';

type Row = {
  id: string;
  channel: string;
  campaign_id: string | null;
  campaign: string | null;
  purpose: string | null;
  status: string;
  reason: string | null;
  error_code: string | null;
  content_enc: Buffer | null;
  consent_event_id: string | null;
  not_before: Date | null;
  created_at: Date;
  sent_at: Date | null;
};

/** Statuses of messages that were sent; others have no campaign text to show. */
const WENT = new Set(['sent', 'delivered', 'bounced', 'complained', 'uncertain', 'failed']);

export const messages: Section = {
  name: 'messages',
  portable: true,
  async page({ services, ctx, keys, subject }, trx, after) {
    const { rows } = await trx.raw<{ rows: Row[] }>(
      `select m.*, p.key as purpose, c.name as campaign from messages m
       left join purposes p on p.tenant_id = m.tenant_id and p.id = m.purpose_id
       left join campaigns c on c.tenant_id = m.tenant_id and c.id = m.campaign_id
       where ${owned('m')} and m.id > :after order by m.id limit :most`,
      { ...owner(subject), after, most: PAGE },
    );
    const persons = await personKeysOf(trx, keys, rows.map((m) => m.content_enc)); // prettier-ignore
    const words = new Map<string, Partial<Content>>();
    for (const m of rows) {
      if (m.content_enc) {
        words.set(m.id, decryptContent(keys, persons, ctx.tenantId, m.id, m.content_enc) ?? {});
      } else if (m.campaign_id && WENT.has(m.status)) {
        words.set(m.id, (await campaignWords(services, ctx, m.campaign_id, m.id)) ?? {});
      }
    }
    return pageOf(rows, (m) => ({
      id: m.id,
      channel: m.channel,
      to: words.get(m.id)?.to ?? null,
      purpose: m.purpose,
      campaign: m.campaign,
      status: m.status,
      reason: m.reason,
      error_code: m.error_code,
      subject: words.get(m.id)?.subject ?? null,
      text: words.get(m.id)?.text ?? null,
      html: words.get(m.id)?.html ?? null,
      consent_event_id: m.consent_event_id,
      not_before: m.not_before,
      created_at: m.created_at,
      sent_at: m.sent_at,
    }));
  },
};

type EventRow = {
  id: string;
  message_id: string;
  type: string;
  occurred_at: Date;
  detail: Record<string, unknown> | null;
};

export const messageEvents: Section = {
  name: 'message_events',
  portable: true,
  async page({ subject }, trx, after) {
    const { rows } = await trx.raw<{ rows: EventRow[] }>(
      `select e.id, e.message_id, e.type, e.occurred_at, e.detail from message_events e
       join messages m on m.tenant_id = e.tenant_id and m.id = e.message_id
       where ${owned('m')} and e.id > :after order by e.id limit :most`,
      { ...owner(subject), after, most: PAGE },
    );
    return pageOf(rows, ({ detail, ...event }) => ({
      ...event,
      by: detail?.['by'] ?? null,
      link: detail?.['link'] ?? null,
      detail,
    }));
  },
};
