import type { Trx } from '#lib/db.ts';
import { fromMicros, toMicros } from '../../prices/money.ts';
import type { QuotaInput } from '../contract.ts';

/** Limits as they are stored; money in millionths. */
export type QuotaRow = {
  soft_tokens: number | null;
  soft_micros: number | null;
  hard_tokens: number | null;
  hard_micros: number | null;
  user_tokens: number | null;
  user_micros: number | null;
  conversation_tokens: number | null;
  conversation_micros: number | null;
  answer_tokens: number;
  version: number;
};

/** An organization that has set no limits cannot be surprised by a bill: these are in force. */
export const DEFAULT_QUOTA: Omit<QuotaRow, 'version'> = {
  soft_tokens: 4_000_000,
  soft_micros: 16_000_000,
  hard_tokens: 5_000_000,
  hard_micros: 20_000_000,
  user_tokens: null,
  user_micros: null,
  conversation_tokens: 500_000,
  conversation_micros: null,
  answer_tokens: 1_000,
};

/** Reads the limits; an organization without any gets the default ones. */
export async function quotaOf(
  trx: Trx,
  tenantId: string,
  { lock = false } = {},
): Promise<QuotaRow> {
  const read = async (): Promise<QuotaRow | undefined> => {
    const query = trx('assistant_quotas').first();
    return lock ? query.forUpdate() : query;
  };
  const row = await read();
  if (row) return row;
  await trx('assistant_quotas')
    .insert({ tenant_id: tenantId, ...DEFAULT_QUOTA })
    .onConflict('tenant_id')
    .ignore();
  const made = await read();
  if (!made) throw new Error('an organization without a quota');
  return made;
}

/** Returns an amount as the API has it. */
export const costOf = (micros: number): string => fromMicros(BigInt(micros));

const limitsOf = (tokens: number | null, micros: number | null) => ({
  tokens,
  cost: micros === null ? null : costOf(micros),
});

/** Returns the limits as the API has them. */
export const quotaView = (row: QuotaRow): QuotaInput & { version: number } => ({
  soft: limitsOf(row.soft_tokens, row.soft_micros),
  hard: limitsOf(row.hard_tokens, row.hard_micros),
  per_user: limitsOf(row.user_tokens, row.user_micros),
  per_conversation: limitsOf(row.conversation_tokens, row.conversation_micros),
  max_answer_tokens: row.answer_tokens,
  version: row.version,
});

const micros = (cost: string | null): number | null =>
  cost === null ? null : Number(toMicros(cost));

/** Returns the limits as they are stored. */
export const quotaRow = (quota: QuotaInput): Omit<QuotaRow, 'version'> => ({
  soft_tokens: quota.soft.tokens,
  soft_micros: micros(quota.soft.cost),
  hard_tokens: quota.hard.tokens,
  hard_micros: micros(quota.hard.cost),
  user_tokens: quota.per_user.tokens,
  user_micros: micros(quota.per_user.cost),
  conversation_tokens: quota.per_conversation.tokens,
  conversation_micros: micros(quota.per_conversation.cost),
  answer_tokens: quota.max_answer_tokens,
});
