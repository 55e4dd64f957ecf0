import { setTimeout as sleep } from 'node:timers/promises';
import type { Trx } from '#lib/db.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../../context.ts';
import { ownerOf, type MessageRow } from '../conversations/row.ts';
import { messageViews, type MessageView } from '../conversations/view.ts';
import { limitFacts } from '../ledger/limit-facts.ts';
import { limitReached } from '../ledger/limit-reached.ts';
import { monthOf } from '../totals.ts';
import { cancelIn, cancelUnfollowed } from './cancel.ts';
import { failed } from './failures.ts';
import { hubOf } from './hub.ts';
import { refuseIn } from './reserve-answer.ts';

/** What a reader of a growing answer gets: its next part; in the end the whole message. */
export type AnswerEvent =
  | { event: 'delta'; data: { text: string } }
  /** What is being looked up before the answer goes on; nothing when that is over. */
  | { event: 'looking'; data: { titles: string[] } }
  | { event: 'done'; data: MessageView };

/** A hint may be lost; then the answer is looked at after this time. In milliseconds. */
const LOOK_MS = 500;
/** After a reader has gone, a reload or a second tab has this long to go on. */
const GRACE_MS = 3_000;

/**
 * Follows an answer of the caller until it has ended, from its first word, whoever else does. When the last reader
 * goes, the call is canceled.
 * @param gone aborted when the reader has gone
 * @param of `end`: the parts are of no interest, and need not come as they grow
 * @throws AppError not_found; or why there is no answer: rate_limited, unavailable, conflict, invalid
 */
export async function* follow(
  services: Services,
  ctx: Context,
  conversationId: string,
  id: string,
  gone?: AbortSignal,
  of: 'growth' | 'end' = 'growth',
): AsyncGenerator<AnswerEvent, void> {
  const hub = hubOf(services.db);
  let sent = 0;
  let looking = '';
  let ended = false;
  try {
    for (;;) {
      if (gone?.aborted) return;
      const news = hub.news(id, LOOK_MS, of);
      gone?.addEventListener('abort', news.stop, { once: true });
      try {
        const { view, error } = await look(services, ctx, conversationId, id);
        // Who is told that nothing comes has not gone: it is canceled at once.
        ended = view.status !== 'answering' || error !== null;
        if (error) throw error;
        if (view.content.length > sent) {
          yield { event: 'delta', data: { text: view.content.slice(sent) } };
          sent = view.content.length;
        }
        const titles = ended ? [] : view.looking;
        if (titles.join('\n') !== looking) {
          yield { event: 'looking', data: { titles } };
          looking = titles.join('\n');
        }
        if (ended) {
          yield { event: 'done', data: view };
          return;
        }
        await news.came;
      } finally {
        news.stop();
        gone?.removeEventListener('abort', news.stop);
      }
    }
  } finally {
    if (!ended) void leave(services, ctx, id);
  }
}

/** Returns the whole answer once it has ended. @throws AppError as `follow` */
export async function wholeAnswer(
  services: Services,
  ctx: Context,
  conversationId: string,
  id: string,
): Promise<MessageView> {
  for await (const { event, data } of follow(services, ctx, conversationId, id, ctx.gone, 'end')) {
    if (event === 'done') return data;
  }
  throw new AppError('unavailable', 'The reader has gone');
}

type Seen = { view: MessageView; error: AppError | null };

async function look(
  services: Services,
  ctx: Context,
  conversationId: string,
  id: string,
): Promise<Seen> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const { waiting, lying, unseen, ...row } = await ownAnswer(trx, ctx, {
      conversationId,
      id,
      lyingAfterMs: PATIENCES * services.db.patienceMs,
    });
    const [view] = await messageViews(trx, keys, [row]);
    if (!view) throw new Error('a message without a view');
    const why = (failure: string | null): Promise<AppError> =>
      whyNot(trx, ctx, { view, asked: row, failure });
    if (row.status === 'answering') {
      // Under load the reservation may take long; nobody has to wait for a refusal that is certain.
      const reached = waiting ? await limitReached(trx, { ...ownerOf(ctx), conversation_id: conversationId }) : null; // prettier-ignore
      if (reached && (await refuseIn(trx, id, reached))) {
        return { view, error: await why(reached) };
      }
      if (lying) {
        await cancelIn(trx, ctx, id);
        return { view, error: await why('not_begun') };
      }
      // Last: whoever ends an answer locks the call before its message, and two orders would deadlock.
      if (unseen) {
        await trx('assistant_messages')
          .where({ id })
          .update({ followed_at: trx.raw('clock_timestamp()') });
      }
    }
    if (row.status !== 'failed') return { view, error: null };
    return { view, error: await why(row.failure) };
  });
}

/** Returns the error of an answer that did not come: with the limit as it is now, and with what was used all the same. */
async function whyNot(
  trx: Trx,
  ctx: Context,
  { view, asked, failure }: { view: MessageView; asked: MessageRow; failure: string | null },
): Promise<AppError> {
  const { conversation_id, model, usage, cost } = view;
  const month = monthOf(trx);
  // What somebody asked in an earlier month was refused by sums that nobody counts in any more.
  const isNow = asked.created_at >= month.starts_at;
  const counted = { ...ownerOf(ctx), conversation_id, tenant_id: ctx.tenantId };
  return failed(failure, {
    retryAfterS: asked.retry_after_s,
    untilNextMonthS: isNow ? (month.ends_at.getTime() - timeOf(trx).getTime()) / 1000 : null,
    limit: isNow && failure !== null ? await limitFacts(trx, failure, counted) : null,
    call: usage && { conversation_id, model, usage, cost },
  });
}

/** A call that no worker has taken after so many times the patience of a request: it is better to say so. */
const PATIENCES = 2;

/** `waiting`: it was not decided about within a second. `lying`: no worker has taken it in time. `unseen`: nobody has read it for a second. */
type Followed = MessageRow & { waiting: boolean; lying: boolean; unseen: boolean };

/** Returns the row of a message of the caller, in one statement: readers look often. @throws AppError not_found */
async function ownAnswer(
  trx: Trx,
  ctx: Context,
  {
    conversationId,
    id,
    lyingAfterMs,
  }: { conversationId: string; id: string; lyingAfterMs: number },
): Promise<Followed> {
  const { actor_type, actor_id } = ownerOf(ctx);
  const row: Followed | undefined = await trx('assistant_messages as m')
    .join('assistant_conversations as v', 'v.id', 'm.conversation_id')
    .leftJoin('assistant_calls as c', 'c.id', 'm.id')
    .where({
      'm.id': id,
      'v.id': conversationId,
      'v.actor_type': actor_type,
      'v.actor_id': actor_id,
    }) // prettier-ignore
    .first(
      'm.*',
      trx.raw(
        `coalesce(c.status = 'requested' and c.created_at < clock_timestamp() - interval '1 second', false) as waiting`,
      ),
      trx.raw(
        `coalesce(c.status = 'requested' and c.created_at < clock_timestamp() - ? * interval '1 millisecond', false) as lying`,
        [lyingAfterMs],
      ),
      trx.raw(`coalesce(m.followed_at < clock_timestamp() - interval '1 second', false) as unseen`),
    );
  if (!row) throw notFound('Message');
  return row;
}

/** Nobody waits for it: whoever left gets no answer, and a process that ends meanwhile leaves the call to its end. */
async function leave(services: Services, ctx: Context, id: string): Promise<void> {
  try {
    await sleep(GRACE_MS, undefined, { ref: false });
    await cancelUnfollowed(services, ctx, id);
  } catch {
    // The database is away or closed: the answer is written to its end.
  }
}
