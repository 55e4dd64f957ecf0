import { isUnreadable } from '#lib/crypto.ts';
import { AppError } from '#lib/errors.ts';
import { campaignWords } from '../../campaigns/words-of.ts';
import { decryptContent, type Content } from '../../messaging/content.ts';
import type { Context, Services } from '../../context.ts';
import { personKeysOf } from '../../encryption/person-keys.ts';
import { owned, owner } from '../subject.ts';
import { PAGE, pageOf, pageOfEncrypted, type Section } from './section.ts';

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
    const ofCampaigns = new Map<string, Partial<Content> | 'unreadable'>();
    for (const m of rows) {
      if (m.content_enc || !m.campaign_id || !WENT.has(m.status)) continue;
      ofCampaigns.set(m.id, await wordsAgain(services, ctx, m.campaign_id, m.id));
    }
    return pageOfEncrypted(keys, rows, (open, m) => {
      const again = ofCampaigns.get(m.id);
      const words = m.content_enc
        ? decryptContent(open, persons, ctx.tenantId, m.id, m.content_enc)
        : again === 'unreadable'
          ? null
          : again;
      return {
        ...(again === 'unreadable' ? { unreadable: true } : {}),
        id: m.id,
        channel: m.channel,
        to: words?.to ?? null,
        purpose: m.purpose,
        campaign: m.campaign,
        status: m.status,
        reason: m.reason,
        error_code: m.error_code,
        subject: words?.subject ?? null,
        text: words?.text ?? null,
        html: words?.html ?? null,
        // What was sent was kept, or is written again: then the values of the profile are today's.
        words: words?.text ? (m.content_enc ? 'as_sent' : 'written_for_this_copy') : null,
        consent_event_id: m.consent_event_id,
        not_before: m.not_before,
        created_at: m.created_at,
        sent_at: m.sent_at,
      };
    });
  },
};

/** Writes the text of a campaign's message again; a value it needs from the person may not be decryptable. */
const wordsAgain = (
  services: Services,
  ctx: Context,
  campaignId: string,
  id: string,
): Promise<Partial<Content> | 'unreadable'> =>
  campaignWords(services, ctx, campaignId, id).then(
    (words) => words ?? {},
    (error: unknown) => {
      if (isUnreadable(error)) return 'unreadable';
      // The profile has lost a value that the text needs: it cannot be written again.
      if (error instanceof AppError) return {};
      throw error;
    },
  );

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
      `select e.id, e.message_id, e.type, e.occurred_at, e.detail from message_history e
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
