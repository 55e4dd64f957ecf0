import { z } from 'zod';
import type { Context, Services } from '../../context.ts';
import { page, type Page } from '../../paging.ts';
import { ASKERS, CALL_STATUSES, FEATURES, type CallStatus, type Feature } from '../contract.ts';
import { costOf } from '../quota/row.ts';
import type { CallRow } from './row.ts';
import { monthAsked, usageQuery } from './usage.ts';
import { useView, type UseView } from './use-view.ts';

export type CallView = UseView & {
  id: string;
  status: CallStatus;
  feature: Feature;
  actor_type: string;
  actor_id: string | null;
  model: string | null;
  /** Of a call that runs now: the most that it may use. */
  reserved: { tokens: number; cost: string } | null;
  /** Why there is no whole answer, or which limit refused it. */
  failure: string | null;
  first_words_ms: number | null;
  latency_ms: number | null;
  created_at: Date;
};

export const callsQuery = usageQuery.extend({
  actor_type: z.enum(ASKERS).optional().describe('`person`: all visitors of the chat widget'),
  actor_id: z.string().max(100).optional().describe('of a member or an API key'),
  feature: z.enum(FEATURES).optional(),
  model: z.string().max(200).optional(),
  status: z.enum(CALL_STATUSES).optional(),
});

/**
 * Returns the calls of a month, the latest first. What was asked and answered stands nowhere in it.
 * @throws AppError invalid (a month that has not begun; cursor)
 */
export const listCalls = (
  services: Services,
  ctx: Context,
  { month: asked, limit, cursor, ...by }: z.output<typeof callsQuery> & { limit: number; cursor?: string | undefined },
): Promise<Page<CallView>> =>
  services.db.withTenant(ctx, async (trx) => {
    const month = monthAsked(trx, asked);
    const query = trx('assistant_calls').select('assistant_calls.*');
    // A call counts in the month of its reservation; one that has none yet, or never had, in that of its question.
    void query.where((q) =>
      q
        .where({ month: month.first })
        .orWhere((none) => none.whereNull('month').where('created_at', '>=', month.starts_at).where('created_at', '<', month.ends_at)),
    );
    for (const [name, value] of Object.entries(by)) {
      if (value !== undefined) void query.where(name, value);
    }
    const found = await page<CallRow>(query, { limit, cursor }, 'created_at', 'assistant_calls');
    return { ...found, data: found.data.map(callView) };
  }); // prettier-ignore

const callView = (row: CallRow): CallView => ({
  id: row.id,
  status: row.status,
  feature: row.feature,
  actor_type: row.actor_type,
  actor_id: row.actor_id,
  model: row.model,
  ...useView(row),
  reserved:
    row.status === 'reserved'
      ? { tokens: row.reserved_tokens, cost: costOf(row.reserved_micros) }
      : null,
  failure: row.refused_by ?? row.failure,
  first_words_ms: between(row.created_at, row.first_token_at),
  latency_ms: between(row.created_at, row.ended_at),
  created_at: row.created_at,
});

const between = (from: Date, to: Date | null): number | null =>
  to && Math.max(0, to.getTime() - from.getTime());
