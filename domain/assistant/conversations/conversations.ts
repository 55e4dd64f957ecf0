import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { invalidField, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Context, Services } from '../../context.ts';
import type { AuditAction } from '../../audit/sentences.contract.ts';
import { recordAudit } from '../../audit/record.ts';
import { page, type Page } from '../../paging.ts';
import type { Feature } from '../contract.ts';
import { ownerOf, type ConversationRow, type MessageRow } from './row.ts';
import { conversationView, messageViews, type ConversationView, type MessageView } from './view.ts';
import { wordTokens } from './words.ts';

/** Begins a conversation of the caller; nobody else sees it. */
export async function startConversation(
  services: Services,
  ctx: Context,
  { feature, task = null }: { feature: Feature; task?: string | null },
): Promise<ConversationView> {
  const keys = await services.keyring.keys(ctx);
  const id = ctx.resourceId ?? newId();
  return services.db.withTenant(ctx, async (trx) => {
    const begun: unknown[] = await trx('assistant_conversations')
      .insert({ tenant_id: ctx.tenantId, id, feature, task, ...ownerOf(ctx) })
      .onConflict(['tenant_id', 'id'])
      .ignore()
      .returning('id');
    if (begun.length) await recordIn(trx, ctx, 'assistant.conversation_begun', id);
    return conversationView(keys, await ownConversation(trx, ctx, id));
  });
}

/** Returns a conversation of the caller. @throws AppError not_found, also for somebody else's */
export async function ownConversation(
  trx: Trx,
  ctx: Context,
  id: string,
  { lock = false } = {},
): Promise<ConversationRow> {
  const query = trx('assistant_conversations')
    .where({ id, ...ownerOf(ctx) })
    .first();
  const row: ConversationRow | undefined = await (lock ? query.forUpdate() : query);
  if (!row) throw notFound('Conversation');
  return row;
}

/**
 * Returns the caller's conversations, the latest first, of one feature if it is given; `q`: those with questions that
 * have all these words.
 */
export async function listConversations(
  services: Services,
  ctx: Context,
  request: {
    q?: string | undefined;
    feature?: Feature | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Page<ConversationView>> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = trx('assistant_conversations')
      .where(ownerOf(ctx))
      .select('assistant_conversations.*');
    if (request.feature !== undefined) query.where({ feature: request.feature });
    if (request.q !== undefined) {
      const tokens = wordTokens(keys, request.q);
      if (!tokens.length) throw invalidField('q', 'has no word to look for');
      query.whereRaw(
        `exists (select from assistant_messages m where m.tenant_id = assistant_conversations.tenant_id
           and m.conversation_id = assistant_conversations.id and m.word_tokens @> ?::bytea[])`,
        [tokens],
      );
    }
    const found = await page<ConversationRow>(query, request, 'last_message_at', 'assistant_conversations'); // prettier-ignore
    return { ...found, data: found.data.map((row) => conversationView(keys, row)) };
  });
}

/** Returns a conversation of the caller with its messages, the first ones first. @throws AppError not_found */
export async function getConversation(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ConversationView> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) =>
    conversationView(keys, await ownConversation(trx, ctx, id)),
  );
}

/** Returns the messages of a conversation, the latest first. @throws AppError not_found */
export async function listMessages(
  services: Services,
  ctx: Context,
  conversation_id: string,
  request: { limit: number; cursor?: string | undefined },
): Promise<Page<MessageView>> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    await ownConversation(trx, ctx, conversation_id);
    const query = trx('assistant_messages').where({ conversation_id }).select('assistant_messages.*'); // prettier-ignore
    const found = await page<MessageRow>(query, request, 'created_at', 'assistant_messages');
    return { ...found, data: await messageViews(trx, keys, found.data) };
  });
}

/** Returns one message of the caller, as far as it has come. @throws AppError not_found */
export async function getMessage(
  services: Services,
  ctx: Context,
  conversationId: string,
  id: string,
): Promise<MessageView> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const [view] = await messageViews(trx, keys, [await ownMessage(trx, ctx, conversationId, id)]);
    if (!view) throw notFound('Message');
    return view;
  });
}

/** Returns the row of a message of the caller. @throws AppError not_found */
export async function ownMessage(
  trx: Trx,
  ctx: Context,
  conversation_id: string,
  id: string,
): Promise<MessageRow> {
  await ownConversation(trx, ctx, conversation_id);
  const row: MessageRow | undefined = await trx('assistant_messages')
    .where({ conversation_id, id })
    .first();
  if (!row) throw notFound('Message');
  return row;
}

/** Deletes a conversation of the caller with everything in it; what it used stays counted. @throws AppError not_found */
export const removeConversation = (services: Services, ctx: Context, id: string): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    await ownConversation(trx, ctx, id, { lock: true });
    await trx('assistant_conversations').where({ id }).delete();
    await recordIn(trx, ctx, 'assistant.conversation_deleted', id);
  });

/** Records what the caller did in a conversation; what was said stands in no audit row. */
export const recordIn = (
  trx: Trx,
  ctx: Context,
  action: AuditAction & `assistant.${string}`,
  id: string,
): Promise<void> =>
  recordAudit(trx, ctx, { action, entityType: 'assistant_conversation', entityId: id });

/** At least one character that can be seen. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

export const questionInput = z.strictObject({
  content: z
    .string()
    .trim()
    .min(1, { error: 'must not be empty', abort: true })
    .max(20_000, 'must be at most 20000 characters')
    .regex(VISIBLE, 'must not be empty'),
});
