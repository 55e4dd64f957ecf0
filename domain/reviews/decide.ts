import type { Trx } from '#lib/db.ts';
import { conflict, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { ConsentReview } from '#models/consent-review.ts';
import { recordAudit } from '../audit/record.ts';
import { openBody } from '../inbound/inbound-message.ts';
import { withdraw } from '../consent/withdraw/withdraw.ts';
import { personAt } from '../addresses/by-channel.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue, encryptValue } from '../encryption/personal.ts';
import { personKeysOf } from '../encryption/person-keys.ts';
import { postSignal } from '../process-outbox/post.ts';
import type { ReviewDecision } from './contract.ts';
import { reviewAad } from './open.ts';
import { getReview, type ReviewView } from './read.ts';

/**
 * Records a member's decision about a text. `withdraw` withdraws every purpose on the channel, since an unclear text
 * is read broadly. The same decision again changes nothing.
 * @throws AppError not_found, conflict when it was already decided differently
 */
export async function decideReview(
  services: Services,
  ctx: Context,
  id: string,
  input: ReviewDecision,
): Promise<ReviewView> {
  const keys = await services.keyring.keys(ctx);
  const wanted = input.decision === 'withdraw' ? 'withdrawn' : 'dismissed';
  await services.db.withTenant(ctx, async (trx) => {
    const review = await ConsentReview.query(trx).findOne({ id }).forUpdate();
    if (!review) throw notFound('Review');
    if (review.status === wanted) return;
    if (review.status !== 'open') throw conflict(`This review is already ${review.status}`);
    await closeReview(trx, ctx, keys, review, wanted, input.reason ?? null);
    await postSignal(trx, ctx, 'review', [review.workflow_id], 'reviewDecided', { status: wanted });
  });
  return getReview(services, ctx, id, false);
}

/** Closes a locked, open review. */
export async function closeReview(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  review: ConsentReview,
  status: 'withdrawn' | 'dismissed' | 'undecided',
  reason: string | null,
): Promise<void> {
  const aad = (column: string) => reviewAad(ctx.tenantId, review.id, column);
  if (status === 'withdrawn') await withdrawByText(trx, ctx, keys, review, aad('address'));
  await ConsentReview.query(trx)
    .where({ id: review.id })
    .patch({
      status,
      decided_at: timeOf(trx),
      decided_by_type: ctx.actor.type,
      decided_by: ctx.actor.id,
      reason_enc: encryptValue(keys, aad('reason'), reason),
    });
  await recordAudit(trx, ctx, {
    action: `review.${status}`,
    entityType: 'review',
    entityId: review.id,
    detail: { channel: review.channel, overdue: review.due_at <= timeOf(trx) },
  });
}

/** Withdraws with the person's text as evidence, as of its receipt: a later grant stays. */
async function withdrawByText(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  review: ConsentReview,
  aad: ReturnType<typeof reviewAad>,
): Promise<void> {
  const message: { tenant_id: string; id: string; body_enc: Buffer; provider_message_id: string } =
    await trx('inbound_messages').where({ id: review.inbound_message_id }).first();
  const persons = await personKeysOf(trx, keys, [message.body_enc]);
  const address = decryptValue(keys, aad, review.address_enc);
  await withdraw(trx, ctx, keys, {
    ...personAt(review.channel, address),
    channel: review.channel,
    source: 'keyword',
    capturedAt: review.received_at,
    evidence: {
      review_id: review.id,
      provider_message_id: message.provider_message_id,
      text: (openBody(keys, persons, message) ?? '').slice(0, 300),
    },
  });
}
