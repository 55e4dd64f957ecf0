import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Context, Services } from '../../context.ts';
import { wholeAnswer } from '../answer/follow.ts';
import { ask } from '../conversations/ask.ts';
import { startConversation } from '../conversations/conversations.ts';
import type { MessageView } from '../conversations/view.ts';
import { readAnswer } from '../tasks/read-answer.ts';
import type { Task } from '../tasks/task.ts';

/** The call behind an answer: what it used (tokens), and its cost in US dollars (null: the price is not known). */
export type OneCall = Pick<MessageView, 'model' | 'usage' | 'cost'> & { conversation_id: string };
export type Once<Answer> = { answer: Answer; call: OneCall };

/**
 * Asks the model one question of a task and waits for the whole answer. It is a conversation of its own, so limits,
 * the ledger, encryption, retention, copies, erasures and a client that leaves work as in a chat. A repeat of the
 * request (`ctx.resourceId`) finds the same answer.
 * @param content what is asked, as the task's rules describe it; it is sent as JSON
 * @throws AppError as `wholeAnswer`; unavailable with `call` and the reason `unreadable_answer` (not of the task's
 *   shape), or that of an answer that broke off: length, cut, timed_out, filtered, canceled
 */
export async function askOnce<Answer>(
  services: Services,
  ctx: Context,
  task: Task<Answer>,
  content: object,
): Promise<Once<Answer>> {
  const once = { ...ctx, resourceId: ctx.resourceId ?? newId() };
  const { id } = await startConversation(services, once, { feature: task.feature, task: task.name }); // prettier-ignore
  const asked = await ask(services, once, id, JSON.stringify(content), { title: task.title });
  const message = await wholeAnswer(services, once, id, asked);
  const { model, usage, cost } = message;
  const call = { conversation_id: id, model, usage, cost };
  if (message.status !== 'done') throw brokenOff(message.failure ?? 'failed', call);
  const answer = readAnswer(task, message.content);
  if (answer === undefined) throw brokenOff('unreadable_answer', call);
  return { answer, call };
}

/** Seconds after which it may go better. */
const AGAIN_S = 5;

const WORDS: ReadonlyMap<string, string> = new Map([
  ['unreadable_answer', 'The model answered something that cannot be read; try again'],
  ['length', 'The answer would be longer than the limits of the assistant allow (max_answer_tokens)'],
  ['filtered', 'The provider’s filter held the answer back'],
  ['canceled', 'The answer was stopped'],
]); // prettier-ignore

/** The same question would end the same way, or nobody wants it any more. */
const SAME_AGAIN: ReadonlySet<string> = new Set(['length', 'filtered', 'canceled']);

const brokenOff = (reason: string, call: OneCall): AppError =>
  new AppError('unavailable', WORDS.get(reason) ?? 'The answer broke off; try again', {
    extra: { reason, call },
    ...(SAME_AGAIN.has(reason) ? {} : { retryAfter: AGAIN_S }),
  });
