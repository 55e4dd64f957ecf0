import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Context, Services } from '../../context.ts';
import { encryptValue } from '../../encryption/personal.ts';
import { postStart } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';
import { limitReached } from '../ledger/limit-reached.ts';
import { ownConversation, recordIn } from './conversations.ts';
import { contentAad, titleAad } from './row.ts';
import { wordTokens } from './words.ts';

const TITLE = 120;

/**
 * Stores a question, and its answer that is to come, and starts the process that gets it. Whatever dies afterwards,
 * the answer comes or says why it does not: at once where a limit is reached already. A repeat of the request finds the same answer.
 * @param options.title the title of the conversation; by default the beginning of its first question
 * @param options.allow throws when the conversation, which is locked, may have no further question
 * @returns the id of the answer
 * @throws AppError not_found, conflict (the last answer is still being written, or it is a task of one question)
 */
export async function ask(
  services: Services,
  ctx: Context,
  conversationId: string,
  content: string,
  { title = titleOf(content), allow }: { title?: string; allow?: (trx: Trx) => Promise<void> } = {},
): Promise<string> {
  const keys = await services.keyring.keys(ctx);
  const id = ctx.resourceId ?? newId();
  const tenant_id = ctx.tenantId;
  return services.db.withTenant(ctx, async (trx) => {
    const conversation = await ownConversation(trx, ctx, conversationId, { lock: true });
    const known: unknown = await trx('assistant_messages').where({ id }).first('id');
    if (known) return id;
    await allow?.(trx);
    const place = await nextPlace(trx, conversationId);
    if (conversation.task !== null && place > 1) {
      throw new AppError('conflict', 'This conversation was for one question; begin another one', {
        extra: { reason: 'one_question' },
      });
    }
    // What is certainly refused need not wait for its turn to reserve.
    const reached = await limitReached(trx, { ...conversation, conversation_id: conversationId });
    const question = { tenant_id, id: newId() };
    await trx('assistant_messages').insert([
      {
        ...question,
        conversation_id: conversationId,
        role: 'user',
        place,
        status: 'done',
        content_enc: encryptValue(keys, contentAad(question), content),
        word_tokens: wordTokens(keys, content),
      },
      {
        tenant_id,
        id,
        conversation_id: conversationId,
        role: 'assistant',
        place: place + 1,
        status: reached === null ? 'answering' : 'failed',
        failure: reached,
        followed_at: trx.raw('clock_timestamp()'),
        word_tokens: [],
      },
    ]);
    await trx('assistant_conversations')
      .where({ id: conversationId })
      .update({
        last_message_at: trx.fn.now(),
        ...(conversation.title_enc
          ? {}
          : { title_enc: encryptValue(keys, titleAad(conversation), title) }),
      });
    await trx('assistant_calls').insert({
      tenant_id,
      id,
      conversation_id: conversationId,
      actor_type: conversation.actor_type,
      actor_id: conversation.actor_id,
      feature: conversation.feature,
      sees_people: ctx.permissions.has('contacts:read') && ctx.permissions.has('pii:read'),
      ...(reached === null
        ? {}
        : { status: 'refused', refused_by: reached, ended_at: trx.raw('clock_timestamp()') }),
    });
    await recordIn(trx, ctx, 'assistant.asked', conversationId);
    if (reached === null) {
      await postStart(trx, ctx, 'assistant-call', workflowId('assistant-call', tenant_id, id), {
        tenantId: tenant_id,
        id,
      });
    }
    return id;
  });
}

async function nextPlace(trx: Trx, conversation_id: string): Promise<number> {
  const last: { place: number; status: string } | undefined = await trx('assistant_messages')
    .where({ conversation_id })
    .orderBy('place', 'desc')
    .first('place', 'status');
  if (last?.status === 'answering') {
    throw new AppError('conflict', 'The last question is still being answered', {
      extra: { reason: 'answering' },
    });
  }
  return (last?.place ?? 0) + 1;
}

/** The beginning of a question, whole words. */
const titleOf = (content: string): string => {
  const line = content.replaceAll(/\s+/g, ' ');
  return line.length <= TITLE ? line : `${line.slice(0, TITLE).replace(/\s\S*$/, '')}…`;
};
