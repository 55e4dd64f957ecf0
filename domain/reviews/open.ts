import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { encryptValue } from '../encryption/personal.ts';
import type { ReviewKind } from './contract.ts';
import { addBusinessDays, BUSINESS_DAYS } from './rules.ts';

/** A message for review. `id` is its row in inbound_messages, `address` is normalised. */
export type ReviewableMessage = {
  id: string;
  channel: 'sms' | 'email';
  address: string;
  addressBidx: Buffer;
  contactId: string | null;
};

/**
 * Opens a review of a message, with its legal deadline, and starts the process that enforces it. For a message that may
 * be a withdrawal, does nothing when every purpose is already withdrawn, or when the same address has such a review
 * (whose earlier deadline stays).
 * @param kind `unclear` for a message that nothing is done about: each has a review of its own
 */
export async function openReview(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  message: ReviewableMessage,
  kind: ReviewKind = 'withdrawal',
): Promise<void> {
  const { channel, address, addressBidx, contactId } = message;
  if (kind === 'withdrawal' && !(await canWithdraw(trx, channel, addressBidx))) return;
  const { time_zone: zone }: { time_zone: string } = await trx('tenants').first('time_zone');
  const id = newId();
  const received = timeOf(trx);
  const process = workflowId('review', ctx.tenantId, id);
  const made: unknown[] = await trx('consent_reviews')
    .insert({
      tenant_id: ctx.tenantId,
      id,
      inbound_message_id: message.id,
      kind,
      channel,
      address_bidx: addressBidx,
      address_enc: encryptValue(keys, reviewAad(ctx.tenantId, id, 'address'), address),
      contact_id: contactId,
      received_at: received,
      due_at: addBusinessDays(received, BUSINESS_DAYS, zone),
      workflow_id: process,
    })
    .onConflict(
      trx.raw(`(tenant_id, channel, address_bidx) where status = 'open' and kind = 'withdrawal'`),
    )
    .ignore()
    .returning('id');
  if (!made.length) return;
  await recordAudit(trx, ctx, {
    action: 'review.opened',
    entityType: 'review',
    entityId: id,
    detail: { channel, inbound_message_id: message.id, kind },
  });
  await postStart(trx, ctx, 'review', process, { tenantId: ctx.tenantId, id });
}

/**
 * Returns whether a withdrawal would change anything. It would even without any consent: afterwards nobody else can
 * opt the person in.
 */
async function canWithdraw(trx: Trx, channel: string, addressBidx: Buffer): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { open: boolean }[] }>(
    `select exists (select from purposes p where not exists (select from consents c
       where c.tenant_id = p.tenant_id and c.purpose_id = p.id and c.channel = ? and c.address_bidx = ?
         and c.state = 'withdrawn')) as open`,
    [channel, addressBidx],
  );
  return rows[0]?.open === true;
}

/** Returns the additional authenticated data of a review's column. */
export const reviewAad = (tenantId: string, id: string, column: string) => ({
  tenantId,
  table: 'consent_reviews',
  id,
  column,
});
