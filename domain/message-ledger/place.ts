import type { Trx } from '#lib/db.ts';
import type { Message } from '#models/message.ts';
import type { Context } from '../context.ts';
import { may, type To } from './moves.ts';
import { cancelSql } from './stop-sql.ts';

/** States that a new message can have. */
export type Placed = To<'place'>;

const SHARED =
  'tenant_id, contact_id, channel, purpose_id, address_bidx, template_version_id, status, reason, consent_event_id';
const OWN = {
  single: 'id, content_enc, workflow_id',
  campaign: 'campaign_id, ordinal',
} as const;

/** Inserts messages that the gate has decided about. @param rows a relation with the columns of `messages` by name */
export const placeSql = (kind: keyof typeof OWN, rows: string): string => `
  insert into messages (${SHARED}, ${OWN[kind]}) select ${SHARED}, ${OWN[kind]} from ${rows} p`;

type Begun = Pick<
  Message,
  'id' | 'contact_id' | 'channel' | 'purpose_id' | 'address_bidx' | 'reason' | 'consent_event_id'
> &
  Partial<Pick<Message, 'template_version_id'>>;

/**
 * Inserts a message that is handed over only once, as `sending`.
 * @returns false if a process that died had begun it: it may have been sent, and a second one is worse than none
 */
export async function beginMessage(trx: Trx, ctx: Context, message: Begun): Promise<boolean> {
  const made: unknown[] = await trx('messages')
    .insert({ ...message, tenant_id: ctx.tenantId, status: 'sending', attempts: 1 })
    .onConflict(['tenant_id', 'id'])
    .ignore()
    .returning('id');
  if (made.length) return true;
  await trx.raw(
    `update messages m set status = 'uncertain', updated_at = now()
     where m.tenant_id = :tenant and m.id = :id and ${may('abandon')}`,
    { tenant: ctx.tenantId, id: message.id },
  );
  return false;
}

/** Takes up a confirmation or a link that its provider has deferred. @returns false when it does not wait */
export async function beginAgain(trx: Trx, ctx: Context, id: string): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `update messages m set status = 'sending', attempts = m.attempts + 1, updated_at = now()
     where m.tenant_id = :tenant and m.id = :id and ${may('beginAgain')}`,
    { tenant: ctx.tenantId, id },
  );
  return rowCount > 0;
}

/** Cancels a confirmation or a link that its provider has deferred and that nobody needs any more. */
export const cancelDeferred = (trx: Trx, ctx: Context, id: string): Promise<unknown> =>
  trx.raw(`${cancelSql('canceled')} and m.id = :id`, { tenant: ctx.tenantId, id });

/**
 * Queues a message that waited for consent, with the event that allows it (`warrant`), or refuses it.
 * @returns false if it was not waiting any more
 */
export async function decideMessage(
  trx: Trx,
  ctx: Context,
  id: string,
  decided: { status: To<'decide'>; reason: string | null; warrant: string | null },
): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `update messages m set status = :status, reason = :reason, consent_event_id = :warrant, updated_at = now()
     where m.tenant_id = :tenant and m.id = :id and ${may('decide')}`,
    { tenant: ctx.tenantId, id, ...decided },
  );
  return rowCount > 0;
}
