import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { assertNotResting, restLeft, SenderRests } from '../../senders/sender-rests.ts';
import { writeAnswer, type Answer } from './answer.ts';
import type { RequestRow } from './row.ts';

/**
 * Hands over an answer. Never throws for a provider's failure.
 * @returns the result; `deferred` if the provider limits the sender, and so certainly did not take it
 */
export type Tell = (answer: Answer) => Promise<'sent' | 'failed' | 'uncertain' | 'deferred'>;

/**
 * Tells the person the decision about their request, at most once: a process that dies after its claim leaves it
 * uncertain. Does nothing before the decision.
 * @throws SenderRests when the person is to be told just now
 */
export async function tellPerson(
  services: Services,
  ctx: Context,
  id: string,
  tell: Tell,
): Promise<void> {
  const row = await services.db.withTenant(ctx, async (trx) => {
    const found: RequestRow | undefined = await trx('privacy_requests').where({ id }).forUpdate().first(); // prettier-ignore
    if (!found || found.told_at || !isDecided(found)) return null;
    await trx('privacy_requests')
      .where({ id })
      .update({ told_at: timeOf(trx), told: 'uncertain' });
    await assertNotResting(trx, found.channel);
    return found;
  });
  const written = row && (await writeAnswer(services, ctx, row));
  if (!written) return;
  const told = await tell(written);
  if (told === 'deferred') throw await untold(services, ctx, row);
  await services.db.withTenant(ctx, async (trx) => {
    await trx('privacy_requests').where({ id }).update({ told });
    await recordAudit(trx, ctx, {
      action: `privacy_request.answer_${told}`,
      entityType: 'privacy_request',
      entityId: id,
      detail: { kind: row.kind, status: row.status },
    });
  });
}

/**
 * Whether the person may be told: an erasure before it begins, because afterwards no address is left; a copy once it
 * exists.
 */
const isDecided = ({ status, kind }: RequestRow): boolean =>
  status === 'refused' || status === 'done' || (status === 'under_way' && kind === 'erasure');

/** Takes back the claim of an answer that was certainly not sent. @returns when to come back */
const untold = (services: Services, ctx: Context, row: RequestRow): Promise<SenderRests> =>
  services.db.withTenant(ctx, async (trx) => {
    await trx('privacy_requests').where({ id: row.id }).update({ told_at: null, told: null });
    return new SenderRests(Math.max(await restLeft(trx, row.channel), 1_000));
  });
