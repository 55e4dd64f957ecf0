import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import type { MessageStatus } from '#models/message.ts';
import { recordAudit } from '../audit/record.ts';
import { consentOf } from '../consent/gate/consent-of.ts';
import { CONTACT_ENC, contactOfMessage } from '../addresses/contact-address.ts';
import { viewEach, viewOne, type Marked } from '../addresses/view-each.ts';
import { personOf, theirs, theirsOf } from '../contacts/person.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { momentsOf, within } from '../period.ts';
import type { Period } from '../period.contract.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { personKeysOf } from '../encryption/person-keys.ts';
import { judgedEvents } from '../tracking/judged-events.ts';
import { linkedMessages } from './linked-messages.ts';
import { eventFor } from './rules.ts';
import { textView } from './text-price.ts';
import { messageView, type MessageEvent, type MessageRow, type MessageView } from './view.ts';

export type MessageFilter = PageRequest &
  Period & {
    status?: MessageStatus | undefined;
    channel?: 'sms' | 'email' | undefined;
    /** Includes messages to an address the contact had before. */
    contact_id?: string | undefined;
    campaign_id?: string | undefined;
    purpose?: string | undefined;
  };

/** Lists messages, newest first, addresses masked. @throws AppError invalid (purpose, cursor) */
export async function listMessages(
  services: Services,
  ctx: Context,
  filter: MessageFilter,
): Promise<Page<MessageView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  const { purpose, contact_id, limit, cursor, from, to, ...fields } = filter;
  return services.db.withTenant(ctx, async (trx) => {
    const query = withFacts(trx);
    for (const [column, value] of Object.entries(fields)) {
      if (value !== undefined) query.where(`messages.${column}`, value);
    }
    if (contact_id !== undefined) {
      query.whereRaw(theirs('messages'), theirsOf(await personOf(trx, contact_id)));
    }
    if (purpose) query.where('messages.purpose_id', (await purposeNamed(trx, purpose)).id);
    within(query, 'messages.created_at', await momentsOf(trx, { from, to }));
    return pageOfMessages(trx, ctx, keys, query, { limit, cursor });
  });
}

/** Returns one page of what `withFacts` selects, newest first, addresses masked. @throws AppError invalid (cursor) */
export async function pageOfMessages(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  query: Knex.QueryBuilder,
  request: PageRequest,
): Promise<Page<MessageView & Marked>> {
  const found = await page<MessageRow>(query, request, 'created_at', 'messages');
  const persons = await personKeysOf(
    trx,
    keys,
    found.data.map((row) => row.content_enc),
  );
  return {
    ...found,
    data: viewEach(keys, found.data, (open, row) => messageView(open, persons, row, ctx)),
  };
}

/**
 * Returns one message with all its events.
 * @param reveal address and text in clear: needs pii:read and is audited
 * @throws AppError not_found, forbidden
 */
export async function getMessage(
  services: Services,
  ctx: Context,
  id: string,
  reveal: boolean,
): Promise<MessageView & Marked> {
  if (reveal) assertMayReveal(ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row: MessageRow | undefined = await withFacts(trx).where('messages.id', id).first();
    if (!row) throw notFound('Message');
    const events: MessageEvent[] = await trx('message_history')
      .where({ message_id: id })
      .orderBy(['recorded_at', 'id'])
      .limit(1000)
      .select('type', 'occurred_at', 'detail');
    if (reveal) {
      await recordAudit(trx, ctx, {
        action: 'message.revealed',
        entityType: 'message',
        entityId: id,
      });
    }
    const persons = await personKeysOf(trx, keys, [row.content_enc]);
    const view = viewOne(keys, row, (open, one) => messageView(open, persons, one, ctx, reveal));
    const { decision } = view;
    const verification_id = await asking(trx, row);
    const linked = await linkedMessages(trx, id);
    return {
      ...view,
      ...linked,
      decision: { ...decision, verification_id },
      events: judgedEvents(events, row).map((event) => eventFor(ctx, event)),
      sms: ctx.permissions.has('pii:read') ? textView(row) : null,
    };
  });
}

/** Returns the verification by which the person of a waiting message can say yes. */
async function asking(trx: Trx, row: MessageRow): Promise<string | null> {
  if (row.status !== 'awaiting_consent' || !row.consent_id) return null;
  const found: { id: string } | undefined = await trx('verifications')
    .where({ address_bidx: row.address_bidx, consent_id: row.consent_id })
    .orderBy('created_at', 'desc')
    .first('id');
  return found?.id ?? null;
}

/** Selects messages with the columns that their views need. */
export const withFacts = (trx: Trx): Knex.QueryBuilder =>
  trx('messages')
    .leftJoin('purposes as p', (on) => {
      on.on('p.tenant_id', 'messages.tenant_id').on('p.id', 'messages.purpose_id');
    })
    .leftJoin('consents as c', consentOf('messages'))
    .leftJoin('contacts as h', contactOfMessage)
    .leftJoin('template_versions as v', (on) => {
      on.on('v.tenant_id', 'messages.tenant_id').on('v.id', 'messages.template_version_id');
    })
    .select(
      'messages.*',
      'p.key as purpose',
      'c.id as consent_id',
      'c.address_enc',
      'c.address_gone as consent_gone',
      trx.raw(CONTACT_ENC),
      'v.template_id',
    );
