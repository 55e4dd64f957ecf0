import type { Trx } from '#lib/db.ts';
import { viewOne } from '../../addresses/view-each.ts';
import { decryptValue } from '../../encryption/personal.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { CallRow } from '../ledger/row.ts';
import { useView } from '../ledger/use-view.ts';
import { contentAad, titleAad, type ConversationRow, type MessageRow } from './row.ts';

type Call = Pick<
  CallRow,
  | 'id'
  | 'status'
  | 'model'
  | 'input_tokens'
  | 'cached_tokens'
  | 'output_tokens'
  | 'cost_micros'
  | 'usage_reported'
>;

/** Returns a conversation as the API has it. */
export const conversationView = (keys: TenantKeys, row: ConversationRow) =>
  viewOne(
    keys,
    row,
    (open, { id, feature, task, title_enc, created_at, last_message_at, ...rest }) => ({
      id,
      feature,
      task,
      title: decryptValue(open, titleAad({ ...rest, id }), title_enc) || null,
      created_at,
      last_message_at,
    }),
  );
export type ConversationView = ReturnType<typeof conversationView>;

/** Returns messages as the API has them, each answer with what it used. */
export async function messageViews(trx: Trx, keys: TenantKeys, rows: readonly MessageRow[]) {
  const ids = rows.flatMap(({ role, id }) => (role === 'assistant' ? [id] : []));
  const calls: Call[] = await trx('assistant_calls')
    .whereRaw('id = any(?::uuid[])', [ids])
    .select('id', 'status', 'model', 'input_tokens', 'cached_tokens', 'output_tokens', 'cost_micros', 'usage_reported'); // prettier-ignore
  const byId = new Map(calls.map((call) => [call.id, call]));
  return rows.map((row) => messageView(keys, row, byId.get(row.id)));
}

const messageView = (keys: TenantKeys, row: MessageRow, call: Call | undefined) =>
  viewOne(keys, row, (open, one) => ({
    id: one.id,
    conversation_id: one.conversation_id,
    role: one.role,
    status: one.status,
    content: decryptValue(open, contentAad(one), one.content_enc) ?? '',
    failure: one.failure,
    prompt_version: one.prompt_version,
    sources: one.sources,
    looking: one.looking,
    model: call?.model ?? null,
    ...useView(call),
    created_at: one.created_at,
  }));

export type MessageView = ReturnType<typeof messageView>;
