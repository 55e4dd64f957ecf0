import { cancelWaiting } from '../../message-ledger/cancel-waiting.ts';
import { owned, owner } from '../subject.ts';
import { CHUNK, inChunks, tally, type Erasing } from './step.ts';

/** Cancels everything that waits to be sent to the person. */
export async function cancelSends(one: Erasing): Promise<void> {
  const { ctx, subject } = one;
  const which = { sql: owned('m'), bindings: owner(subject), most: CHUNK };
  await inChunks(one, async (trx) => {
    const canceled = await cancelWaiting(trx, ctx, which, 'erased', {
      entityType: 'erasure',
      entityId: one.erasureId ?? ctx.requestId,
    });
    if (canceled) await tally(trx, one, { sends_canceled: canceled });
    return canceled;
  });
}

/** Minutes after which a hand-over counts as dead; a claim's lease is shorter. */
const HANDED_OVER = 10;

/** Whether a message is being handed over right now: it may finish before its text is deleted. */
export const isSending = ({ services, ctx, subject }: Erasing): Promise<boolean> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: unknown[] }>(
      `select 1 from messages m where ${owned('m')} and m.status = 'sending'
         and m.updated_at > now() - :minutes * interval '1 minute' limit 1`,
      { ...owner(subject), minutes: HANDED_OVER },
    );
    return rows.length > 0;
  });
