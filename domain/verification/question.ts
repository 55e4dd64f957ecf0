import { AppError } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import type { Verification } from '#models/verification.ts';
import { stillAskedBy } from '../consent/still-asks.ts';
import { isOwnAct } from '../consent/rules.ts';
import type { Context } from '../context.ts';
import { endQuestions, isQuestion } from '../pending-codes/questions.ts';
import { isBlocked, suppressed } from '../suppressions/blocked.ts';

/** Why a question for consent may be neither sent nor answered any more. */
export type Over = 'suppressed' | 'withdrawn';

/**
 * Returns why a question is over: its address was blocked, or everything it asks for was withdrawn. Null while it is
 * not, and always for a verification that asks for no consent. Withdrawals and blocks end their questions themselves;
 * this also finds those that were asked at the same moment.
 */
export async function whyOver(trx: Trx, v: Verification): Promise<Over | null> {
  if (!isQuestion(v)) return null;
  const to = { channel: v.channel, addressBidx: v.address_bidx };
  if (await isBlocked(trx, to, (await askedByOwner(trx, v)) ? 'owner' : 'anybody')) {
    return 'suppressed';
  }
  const open = v.consent_id === null || (await stillAskedBy(trx, v.id)).length > 0;
  return open ? null : 'withdrawn';
}

/** The request of an erased person comes only from a form. */
async function askedByOwner(trx: Trx, v: Verification): Promise<boolean> {
  if (v.consent_id === null) return true;
  const request = await ConsentEvent.query(trx).findOne({ id: v.request_event_id ?? '' });
  return request !== undefined && isOwnAct(request);
}

/** Ends a question that is over. @param tell whether to signal its process */
export const endOver = (
  trx: Trx,
  ctx: Context,
  v: Verification,
  over: Over,
  tell: boolean,
): Promise<void> =>
  endQuestions(trx, ctx, [v], over === 'suppressed' ? 'block' : 'withdrawal', { tell });

/**
 * Returns the error for a code that is asked for again when the question is over. It says why only to callers who may
 * read that.
 */
export function overError(ctx: Context, over: Over): AppError {
  const may = ctx.permissions.has(over === 'suppressed' ? 'suppressions:read' : 'consents:read');
  if (!may) return ended();
  if (over === 'suppressed') return suppressed();
  return new AppError(
    'conflict',
    'This person has withdrawn since; only they themselves can opt in again',
    {
      extra: { reason: 'withdrawn' },
    },
  );
}

/** The error for a verification whose end does not depend on a consent. */
export const ended = (): AppError =>
  new AppError('conflict', 'This verification has ended; start a new one', {
    extra: { reason: 'ended' },
  });
