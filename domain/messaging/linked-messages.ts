import type { Trx } from '#lib/db.ts';
import type { MessageStatus } from '#models/message.ts';

/** `waiting`: it is sent only if the first fails. */
export type Linked = { id: string | null; status: MessageStatus | 'waiting' };

/** Returns the linked messages: the fallback of this one, and the message this one replaces. */
export async function linkedMessages(
  trx: Trx,
  id: string,
): Promise<{ fallback: Linked | null; fallback_for: string | null }> {
  const row: { message_id: string; fallback_id: string; used_at: Date | null } | undefined =
    await trx('message_fallbacks').where({ message_id: id }).orWhere({ fallback_id: id }).first();
  if (!row) return { fallback: null, fallback_for: null };
  if (row.fallback_id === id) return { fallback: null, fallback_for: row.message_id };
  if (!row.used_at) return { fallback: { id: null, status: 'waiting' }, fallback_for: null };
  const other: { status: MessageStatus } | undefined = await trx('messages')
    .where({ id: row.fallback_id })
    .first('status');
  return {
    fallback: { id: row.fallback_id, status: other?.status ?? 'waiting' },
    fallback_for: null,
  };
}
