import type { Trx } from '#lib/db.ts';
import { cancelCall } from '../../assistant/answer/cancel.ts';
import { endIn } from '../../assistant/answer/end.ts';
import type { CallRow } from '../../assistant/ledger/row.ts';
import { RESERVED_FOR_MS, WAITS_FOR_MODEL } from '../../assistant/steps.contract.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a call to a model, by its row. */
async function callStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row: CallRow | undefined = await trx('assistant_calls').where({ id }).first();
  if (!row) return null;
  const since = (row.ended_at ?? row.reserved_at ?? row.created_at).toISOString();
  const at = { since, waiting_for: [], until: null };
  if (row.ended_at) return { ...at, step: 'ended', open: false };
  if (!row.reserved_at) return { ...at, step: 'reserving', open: true };
  return {
    ...at,
    step: 'calling',
    waiting_for: [WAITS_FOR_MODEL],
    until: new Date(row.reserved_at.getTime() + RESERVED_FOR_MS).toISOString(),
    open: true,
  };
}

export const assistantCallProcess: LedgerProcess = {
  standing: callStanding,
  open: `select 'assistant-call:' || tenant_id || ':' || id as workflow_id, jsonb_build_object('id', id) as input
    from assistant_calls where status in ('requested', 'reserved')`,
  // What cannot be counted any more was used as far as it was reserved.
  failed: async (trx, _services, _ctx, id, why) => {
    const call: CallRow | undefined = await trx('assistant_calls')
      .where({ id })
      .whereIn('status', ['requested', 'reserved'])
      .first();
    if (!call) return { stated: false };
    const { reserved_tokens: input, reserved_micros: micros } = call;
    const used = { input, cachedInput: 0, output: 0, micros, reported: false };
    await endIn(trx, id, { used: call.called_at ? used : null, failure: why, retryAfterS: null });
    return { stated: true };
  },
  cancel: cancelCall,
};
