import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import { recordIn } from '../assistant/conversations/conversations.ts';
import type { ConversationRow, MessageRow } from '../assistant/conversations/row.ts';
import { conversationView, messageViews, type ConversationView, type MessageView } from '../assistant/conversations/view.ts'; // prettier-ignore
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';

/** A conversation of a visitor, with the number of their questions. */
export type VisitorConversation = ConversationView & { questions: number };

const visitors = (trx: Trx) =>
  trx('assistant_conversations')
    .where('assistant_conversations.actor_type', 'person')
    .select<(ConversationRow & { questions: number })[]>(
      'assistant_conversations.*',
      trx.raw(`(select count(*)::int from assistant_messages m where m.tenant_id = assistant_conversations.tenant_id
        and m.conversation_id = assistant_conversations.id and m.role = 'user') as questions`),
    );

/** Returns the conversations of visitors, the latest first. */
export async function listVisitors(
  services: Services,
  ctx: Context,
  request: PageRequest,
): Promise<Page<VisitorConversation>> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const found = await page<ConversationRow & { questions: number }>(visitors(trx), request, 'last_message_at', 'assistant_conversations'); // prettier-ignore
    return {
      ...found,
      data: found.data.map((row) => ({
        ...conversationView(keys, row),
        questions: row.questions,
      })),
    };
  });
}

/** Returns a visitor's conversation, and records that it was read. @throws AppError not_found */
export async function readVisitor(
  services: Services,
  ctx: Context,
  id: string,
): Promise<VisitorConversation & { messages: MessageView[] }> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row = await visitors(trx).where({ id }).first();
    if (!row) throw notFound('Conversation');
    const rows: MessageRow[] = await trx('assistant_messages').where({ conversation_id: id }).orderBy('place'); // prettier-ignore
    await recordIn(trx, ctx, 'assistant.visitor_read', id);
    return {
      ...conversationView(keys, row),
      questions: row.questions,
      messages: await messageViews(trx, keys, rows),
    };
  });
}

/** Deletes a visitor's conversation; what it used stays counted. @throws AppError not_found */
export const removeVisitor = (services: Services, ctx: Context, id: string): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    const removed: number = await trx('assistant_conversations')
      .where({ id, actor_type: 'person' })
      .delete();
    if (!removed) throw notFound('Conversation');
    await recordIn(trx, ctx, 'assistant.visitor_deleted', id);
  });
