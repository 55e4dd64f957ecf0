import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { AppError, isKind } from '#lib/errors.ts';
import { follow, wholeAnswer } from '../assistant/answer/follow.ts';
import { ask } from '../assistant/conversations/ask.ts';
import { getMessage, listMessages, questionInput, startConversation } from '../assistant/conversations/conversations.ts'; // prettier-ignore
import type { MessageView } from '../assistant/conversations/view.ts';
import type { Services } from '../context.ts';
import { QUESTION_LENGTH } from './contract.ts';
import { asVisitorError, whyFailed, type WhyFailed } from './failures.ts';
import type { PublicWidget } from './public-widget.ts';
import type { Visitor } from './session.ts';

/** A question or an answer as its visitor sees it: nothing of models, tokens and costs. */
export type VisitorMessage = Pick<
  MessageView,
  'id' | 'role' | 'status' | 'content' | 'created_at'
> & {
  failure: WhyFailed | null;
};

export type VisitorEvent =
  { event: 'delta'; data: { text: string } } | { event: 'done'; data: VisitorMessage };

export const visitorQuestion = questionInput.extend({
  content: questionInput.shape.content.max(QUESTION_LENGTH, `must be at most ${QUESTION_LENGTH} characters`), // prettier-ignore
  wait: z
    .boolean()
    .default(true)
    .describe('false: returns at once with the answer that begins, to be followed by its id'),
});

/**
 * Asks in the visitor's conversation, which begins with the first question.
 * @returns the answer that begins
 * @throws AppError rate_limited (the session has no question left), conflict (the last answer is being written)
 */
export const askAsVisitor = (
  services: Services,
  { settings }: PublicWidget,
  { ctx, conversationId }: Visitor,
  content: string,
): Promise<VisitorMessage> =>
  forVisitors(async () => {
    await startConversation(
      services,
      { ...ctx, resourceId: conversationId },
      { feature: 'widget' },
    );
    const id = await ask(services, ctx, conversationId, content, {
      allow: (trx) => mayAskAgain(trx, conversationId, settings.session_questions),
    });
    return visitorMessage(await getMessage(services, ctx, conversationId, id));
  });

/** Returns the whole answer once it has ended. @throws AppError why there is none */
export const answerFor = (
  services: Services,
  { ctx, conversationId }: Visitor,
  id: string,
): Promise<VisitorMessage> =>
  forVisitors(async () => visitorMessage(await wholeAnswer(services, ctx, conversationId, id)));

/** Follows an answer from its first word. @throws AppError why there is none */
export async function* followAsVisitor(
  services: Services,
  { ctx, conversationId }: Visitor,
  id: string,
): AsyncGenerator<VisitorEvent, void> {
  try {
    for await (const one of follow(services, ctx, conversationId, id, ctx.gone)) {
      // Nothing is looked up for visitors.
      if (one.event === 'delta') yield one;
      if (one.event === 'done') yield { event: 'done', data: visitorMessage(one.data) };
    }
  } catch (error) {
    throw asVisitorError(error);
  }
}

/** Returns one message of the visitor. @throws AppError not_found */
export const messageFor = (
  services: Services,
  { ctx, conversationId }: Visitor,
  id: string,
): Promise<VisitorMessage> =>
  forVisitors(async () => visitorMessage(await getMessage(services, ctx, conversationId, id)));

/** Most questions and answers of one session. */
const MOST = 400;

/** Returns the visitor's conversation, the first question first; empty before it. */
export async function messagesFor(
  services: Services,
  { ctx, conversationId }: Visitor,
): Promise<VisitorMessage[]> {
  try {
    const { data } = await listMessages(services, ctx, conversationId, { limit: MOST });
    return data.toReversed().map(visitorMessage);
  } catch (error) {
    if (isKind(error, 'not_found')) return [];
    throw error;
  }
}

async function mayAskAgain(trx: Trx, conversation_id: string, most: number): Promise<void> {
  const row: { asked: number } | undefined = await trx('assistant_messages')
    .where({ conversation_id, role: 'user' })
    .first(trx.raw('count(*)::int as asked'));
  if (row && row.asked < most) return;
  throw new AppError('rate_limited', 'This conversation has no question left; begin a new one', {
    problem: 'assistant_quota_used_up',
    extra: { reason: 'session' },
    retryAfter: 1,
  });
}

const visitorMessage = ({ id, role, status, content, failure, created_at }: MessageView): VisitorMessage => ({
  id,
  role,
  status,
  content,
  failure: status === 'failed' || status === 'partial' ? whyFailed(failure) : null,
  created_at,
}); // prettier-ignore

async function forVisitors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw asVisitorError(error);
  }
}
